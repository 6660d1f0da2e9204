import type {
  AllergyIntolerance,
  Bundle,
  Condition,
  Encounter,
  Organization,
  Patient,
  Resource,
} from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { modules } from '#modules/index.ts';
import { chapterOf } from '#modules/synth/demo.ts';
import { listDemoSignIns, tellDemo } from '#platform/module/tell-demo.ts';
import { findFreePort, type TestPlatform } from '#platform/testing/start-platform.ts';
import { openSen, type OpenSen } from '#web/testing/open-sen.ts';

/** Neighbours of chị Hoa in the tests; `npm start` tells of 2,000. */
const citizens = 240;
/** So few claims have no mistake at all on one day in three, where one in a hundred is wrong. */
const mistakes = 0.1;

/** Sen as `npm start` leaves it: the demo told through the doors, its own accounts and password; only with fewer neighbours. */
export async function openToldDemo(): Promise<OpenSen> {
  const small = modules.map((module) =>
    module.id === 'synth'
      ? { ...module, demo: () => Promise.resolve({ chapter: chapterOf(citizens, mistakes) }) }
      : module,
  );
  return openSen({
    modules: small,
    env: { SEN_DEMO: 'on', SEN_MLLP_PORT: String(await findFreePort()) },
    async fill({ platform, settings, database, dataDir }) {
      await tellDemo(platform, { settings, database, progress: () => undefined });
      const [first] = await listDemoSignIns(database, dataDir);
      if (first === undefined) throw new Error('the demo made no account');
      return first.password;
    },
  });
}

/** What the pages must say of chị Hoa, read from the record itself and not from the pages' own endpoints. */
export interface HoasFacts {
  readonly id: string;
  readonly name: string;
  /** 12/03/1974 */
  readonly born: string;
  readonly birthYear: string;
  readonly personalNumber: string;
  readonly hospitalNumber: string;
  readonly lastVisit: { readonly day: string; readonly year: string; readonly facility: string };
  readonly years: readonly string[];
  readonly diabetes: string;
  readonly allergy: string;
  /** Newest value as it was recorded: '6.4'. */
  readonly hba1c: string;
  readonly immunisations: number;
  readonly papers: readonly string[];
}

export async function readHoasFacts(sen: TestPlatform): Promise<HoasFacts> {
  const account = await sen.platform.identity.findAccountByName('hoa');
  if (account?.patientId === undefined) throw new Error('the demo has no chị Hoa');
  const id = account.patientId;
  const token = await sen.platform.identity.issueToken(account.id);
  const textOf = async (path: string): Promise<string> => {
    const answer = await fetch(`${sen.url}/fhir/${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${answer.status} ${path}`);
    return answer.text();
  };
  const get = async <T>(path: string): Promise<T> => JSON.parse(await textOf(path)) as T;
  const all = async <T extends Resource>(query: string): Promise<T[]> =>
    ((await get<Bundle>(`${query}&_count=1000`)).entry ?? []).map(({ resource }) => resource as T);
  const patient = await get<Patient>(`Patient/${id}`);
  const visits = await all<Encounter>(`Encounter?patient=${id}&_sort=-date`);
  const last = visits[0]!;
  const hospital = await get<Organization>(last.serviceProvider!.reference!);
  const days = visits.map(({ period }) => dayInVietnam(new Date(period!.start!)));
  const [diabetes] = await all<Condition>(`Condition?patient=${id}&code=E11.9&_sort=-recorded-date`);
  const [allergy] = await all<AllergyIntolerance>(`AllergyIntolerance?patient=${id}`);
  // Out of the text as it came: 6.0 read as a number would be 6.
  const hba1c = await textOf(`Observation?patient=${id}&code=4548-4&_sort=-date&_count=1`);
  const numberIn = (system: string) =>
    patient.identifier!.find((one) => one.system?.startsWith(system))!.value!;
  const written = await all<{ resourceType: 'DocumentReference'; type?: { text?: string } } & Resource>(
    `DocumentReference?patient=${id}`,
  );
  return {
    id,
    name: patient.name![0]!.text!,
    born: asShown(patient.birthDate!),
    birthYear: patient.birthDate!.slice(0, 4),
    personalNumber: numberIn(identifierSystem.personalNumber),
    hospitalNumber: numberIn(identifierSystem.hospitalNumber),
    lastVisit: { day: asShown(days[0]!), year: days[0]!.slice(0, 4), facility: hospital.name! },
    years: [...new Set(days.map((day) => day.slice(0, 4)))],
    diabetes: diabetes!.code!.text!,
    allergy: allergy!.code!.text!,
    hba1c: /"valueQuantity"\s*:\s*\{[^}]*?"value"\s*:\s*([\d.]+)/.exec(hba1c)![1]!,
    immunisations: (await all(`Immunization?patient=${id}`)).length,
    papers: written.flatMap(({ type }) => type?.text ?? []),
  };
}

function asShown(day: string): string {
  const [year, month, date] = day.split('-');
  return `${date}/${month}/${year}`;
}
