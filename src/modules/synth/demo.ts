import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';
import type { Context } from '#platform/context.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { blockSize } from './domain/household.ts';
import { districtHospitalOf, stationOf, type Facility } from './domain/facility.ts';
import { namedDoses, namedFamily, namedVisits } from './domain/named-people.ts';
import { openWorld, type World } from './domain/world.ts';
import { openSpeaker, type Speaker } from './send/send-batch.ts';
import { batches, blocksPerGroup, fhir, tellLives, type Batch } from './speak/batches.ts';
import { familyPapers } from './speak/family-papers.ts';

/** Xã Tiên Du, tỉnh Bắc Ninh: a real commune; its station, hospitals and people in the story are invented. */
export const demoCommune = '09319';
const demoSize = { citizens: 2000, seed: 2026, years: 0.35, mistakes: 0.01 } as const;

/** One commune of 2,000 people and the family of chị Hoa, told through the doors. */
export const chapter: DemoChapter = chapterOf(demoSize.citizens);

/** The same story with another number of neighbours, and of mistakes among their claims. */
export function chapterOf(citizens: number, mistakes: number = demoSize.mistakes): DemoChapter {
  return {
    title: { vi: 'Một xã ở Bắc Ninh', en: 'A commune in Bắc Ninh' },
    order: 10,
    async tell(ctx, progress, stage) {
      const { world, story } = await demoStory(ctx.now(), citizens, mistakes);
      const system = await stage.makeSystem('demo-hospital', 'system/*.cruds');
      const speaker = openSpeaker(addressOf(stage, system.token));
      try {
        await tell(story, speaker, (name) => progress(Math.min(0.99, doneAt(name, citizens)), whatOf(name)));
      } finally {
        speaker.close();
      }
      await makeAccounts(ctx, world, stage);
      progress(1, { vi: 'xong', en: 'done' });
    },
  };
}

/** The story as batches, up to the day before `now`: the family first, so that who signs in early finds her record. */
export async function demoStory(
  now: Date,
  citizens: number = demoSize.citizens,
  mistakes: number = demoSize.mistakes,
): Promise<{ world: World; story: () => Generator<Batch> }> {
  const today = dayInVietnam(new Date(now.getTime() - 86_400_000));
  const world = await openWorld({
    ...demoSize,
    citizens,
    mistakes,
    today,
    commune: demoCommune,
    workers: await namedWorkers(),
  });
  const family = namedFamily(world, world.communeOf(0));
  const lives = [family.mother, family.hoa, family.child].map((person) => ({
    person,
    visits: namedVisits(world, family, person),
    doses: namedDoses(world, family, person),
  }));
  function* story(): Generator<Batch> {
    // Whoever the story names is told of without a mistake, whatever the day.
    yield* tellLives({ ...world, mistakes: 0 }, '000000', [lives]);
    yield fhir('000000/5-papers/hoa.json', familyPapers(world, family));
    yield* batches(world);
  }
  return { world, story };
}

/** The two doctors who sign in: the first of the station and the first of the area hospital. */
async function namedWorkers(): Promise<World['workers']> {
  const world = await openWorld({ seed: demoSize.seed, citizens: 1, commune: demoCommune });
  const commune = world.communeOf(0);
  return {
    [stationOf(world, commune).workers[0]!.licence]: { name: 'Đỗ Thị Lan', sex: 'female' },
    [districtHospitalOf(world, commune).workers[0]!.licence]: { name: 'Vũ Quang Minh', sex: 'male' },
  };
}

function addressOf(stage: DemoStage, token: string) {
  const doors = stage.settings['doors'] ?? {};
  return {
    url: stage.url,
    token: () => Promise.resolve(token),
    mllpHost: typeof doors['mllpHost'] === 'string' ? doors['mllpHost'] : '127.0.0.1',
    mllpPort: Number(doors['mllpPort'] ?? 2575),
  };
}

/** How many batches are under way at once where their order does not matter. */
const lanes = 3;

/**
 * Sends in the order of the folders: facilities, people, then immunisations beside messages, then claims, then what is sent again beside
 * messages that are late. Each step waits for the one before.
 */
async function tell(
  story: () => Generator<Batch>,
  speaker: Speaker,
  told: (name: string) => void,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let step = '';
  for (const batch of story()) {
    const next = `${batch.name.slice(0, 6)} ${steps[Number(batch.name[7])]}`;
    if (next !== step) await Promise.all(running);
    else if (running.size >= lanes) await Promise.race(running);
    step = next;
    const sending = speaker.send(batch).then(({ ok, detail }) => {
      if (!ok) throw new Error(`${batch.name}: ${detail}`);
      running.delete(sending);
      told(batch.name);
    });
    running.add(sending);
  }
  await Promise.all(running);
}

/** Which folders go side by side. */
const steps = ['facilities', 'people', 'care', 'care', 'claims', 'after', 'after'] as const;

/** How far the story is, from the group and the folder in a batch's name. */
function doneAt(name: string, citizens: number): number {
  const groups = Math.ceil(citizens / (blockSize * blocksPerGroup)) + 1;
  return (Number(name.slice(0, 6)) + (Number(name[7]) + 1) / steps.length) / groups;
}

function whatOf(name: string) {
  const words: readonly (readonly [string, string, string])[] = [
    ['people', 'sổ hộ gia đình', 'household registers'],
    ['immunisations', 'sổ tiêm chủng', 'immunisation books'],
    ['insurance', 'hồ sơ bảo hiểm y tế', 'insurance claims'],
    ['hl7v2', 'thông điệp HL7', 'HL7 messages'],
  ];
  const [, vi, en] = words.find(([word]) => name.includes(word)) ?? ['', 'cơ sở y tế', 'facilities'];
  return { vi, en };
}

/** Who decides on data without names, and who asks for them; none of them sees a record. */
const deskAccounts = [
  [
    'soyte',
    'Sở Y tế',
    'health-department',
    { vi: 'sở y tế, duyệt yêu cầu dữ liệu', en: 'health department, decides on requests for data' },
  ],
  [
    'baove',
    'Bảo vệ dữ liệu',
    'data-protection-officer',
    { vi: 'bảo vệ dữ liệu, duyệt và lần vết', en: 'data protection officer, decides and traces leaks' },
  ],
  [
    'nghiencuu',
    'Nhà nghiên cứu',
    'researcher',
    { vi: 'nhà nghiên cứu, xin dữ liệu không tên', en: 'researcher, asks for data without names' },
  ],
] as const;

async function makeAccounts(ctx: Context, world: World, stage: DemoStage): Promise<void> {
  const communes = await loadCommunes();
  const commune = communes.find(demoCommune, '2026-01-01')!;
  const { hoa } = namedFamily(world, commune);
  const patientId = await idOf(ctx, 'Patient', identifierSystem.personalNumber, hoa.personalNumber);
  await stage.makeAccount({
    username: 'hoa',
    display: hoa.name,
    role: 'citizen',
    patientId,
    about: { vi: 'người dân, 52 tuổi', en: 'citizen, 52' },
  });
  const doctor = async (
    facility: Facility,
    username: string,
    role: string,
    about: { vi: string; en: string },
  ): Promise<void> => {
    const worker = facility.workers[0]!;
    await stage.makeAccount({
      username,
      display: `BS. ${worker.name}`,
      role,
      about,
      facilityId: await idOf(ctx, 'Organization', identifierSystem.facility, facility.code),
      practitionerId: await idOf(ctx, 'Practitioner', identifierSystem.practisingLicence, worker.licence),
    });
  };
  await doctor(stationOf(world, commune), 'bs.lan', 'station-doctor', {
    vi: 'bác sĩ trạm y tế xã',
    en: 'doctor of the commune station',
  });
  await doctor(districtHospitalOf(world, commune), 'bs.minh', 'hospital-doctor', {
    vi: 'bác sĩ bệnh viện khu vực',
    en: 'doctor of the area hospital',
  });
  await stage.makeAccount({
    username: 'giamsat',
    display: 'Giám sát trạm y tế',
    role: 'supervisor',
    facilityId: await idOf(ctx, 'Organization', identifierSystem.facility, stationOf(world, commune).code),
    about: { vi: 'giám sát trạm: ai đã xem hồ sơ', en: 'supervisor of the station: who looked at whom' },
  });
  for (const [username, display, role, about] of deskAccounts)
    await stage.makeAccount({ username, display, role, about });
  await stage.makeAccount({
    username: 'quantri',
    display: 'Quản trị',
    role: 'administrator',
    about: { vi: 'quản trị hệ thống, không xem hồ sơ', en: 'administrator, sees no record' },
  });
}

async function idOf(ctx: Context, type: string, system: string, value: string): Promise<string> {
  const page = await ctx.record.search(type, `identifier=${encodeURIComponent(`${system}|${value}`)}`);
  const [found] = page.matches;
  if (found === undefined) throw new Error(`the story has no ${type} of its own`);
  return found.id;
}
