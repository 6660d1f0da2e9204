import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';

/**
 * Twin sisters who look like one record and are refused by the second officer; and two men of one name who are joined, found to be two, and
 * taken apart again. All through the doors and the desk that everybody uses.
 */
export const chapter: DemoChapter = {
  title: { vi: 'Nhập và tách hồ sơ', en: 'Joining and parting records' },
  order: 65,
  async tell(_ctx, progress, stage) {
    for (const { username, display, about } of officers)
      await stage.makeAccount({ username, display, about, role: 'registry-officer' });
    const { token } = await stage.makeSystem('demo-registry', 'system/*.cruds');
    for (const { id, ...patient } of people)
      await ask(stage, token, 'PUT', `/fhir/Patient/${id}`, { ...patient, id });
    progress(0.3, { vi: 'hai chị em sinh đôi', en: 'twin sisters' });
    await refuseTwins(stage);
    progress(0.6, { vi: 'nhập nhầm rồi tách lại', en: 'joined wrongly, and taken apart' });
    await joinAndPart(stage);
    progress(1, { vi: 'xong', en: 'done' });
  },
};

const officers = [
  {
    username: 'canbo',
    display: 'Cán bộ định danh y tế',
    about: { vi: 'cán bộ định danh y tế', en: 'registry officer' },
  },
  {
    username: 'canbo2',
    display: 'Cán bộ định danh thứ hai',
    about: {
      vi: 'cán bộ định danh thứ hai, duyệt việc nhập hồ sơ',
      en: 'second registry officer, agrees to joining',
    },
  },
] as const;

const someone = (id: string, name: string, more: Partial<Patient>): Patient & { readonly id: string } => ({
  resourceType: 'Patient',
  id,
  active: true,
  name: [{ use: 'official', text: name }],
  ...more,
});
const sisters = { gender: 'female', birthDate: '1996-02-14' } as const;
const men = { gender: 'male', birthDate: '1979-09-02' } as const;
const people = [
  someone('demo-song-sinh-1', 'Ngô Thị Xuân', sisters),
  someone('demo-song-sinh-2', 'Ngô Thị Thu', sisters),
  someone('demo-trung-ten-1', 'Đào Văn Nam', { ...men, telecom: [{ system: 'phone', value: '0900000011' }] }),
  someone('demo-trung-ten-2', 'Đào Văn Nam', { ...men, telecom: [{ system: 'phone', value: '0900000012' }] }),
];

interface Pair {
  readonly state: string;
  readonly sides: readonly { readonly person: { readonly id: string }; readonly version: number }[];
}

/** One officer proposes; the other knows that they are twins. */
async function refuseTwins(stage: DemoStage): Promise<void> {
  const pair = await sideBySide(stage, 'demo-song-sinh-1', 'demo-song-sinh-2');
  if (pair.state === 'waiting') await decide(stage, pair, 'Cùng ngày sinh, cùng địa chỉ');
  const { token } = await stage.signIn('canbo2');
  const read = (await ask(stage, token, 'GET', `/api/merging/pairs/${pair.id}`)) as Pair;
  if (read.state !== 'proposed') return;
  await ask(stage, token, 'POST', `/api/merging/pairs/${pair.id}/agreement`, {
    agrees: false,
    words: 'Hai chị em sinh đôi, hai giấy khai sinh khác nhau',
  });
  await ask(stage, token, 'POST', `/api/merging/pairs/${pair.id}/decision`, {
    decision: 'distinct',
    words: 'Hai chị em sinh đôi, hai giấy khai sinh khác nhau',
  });
}

/** Joined by the name and the birthday alone; the telephone told that they are two. */
async function joinAndPart(stage: DemoStage): Promise<void> {
  const pair = await sideBySide(stage, 'demo-trung-ten-1', 'demo-trung-ten-2');
  if (pair.state !== 'waiting') return;
  const { mergeId } = (await decide(stage, pair, 'Cùng họ tên, cùng ngày sinh')) as {
    readonly mergeId?: string;
  };
  if (mergeId === undefined) return;
  const { token } = await stage.signIn('canbo');
  await ask(stage, token, 'POST', `/api/merging/merges/${mergeId}/part`, {
    words: 'Gọi điện hai số: là hai người trùng tên, trùng ngày sinh',
  });
}

async function sideBySide(
  stage: DemoStage,
  one: string,
  other: string,
): Promise<Pair & { readonly id: string }> {
  const { token } = await stage.signIn('canbo');
  const { id } = (await ask(stage, token, 'POST', '/api/merging/pairs', { one, other })) as {
    readonly id: string;
  };
  return { ...((await ask(stage, token, 'GET', `/api/merging/pairs/${id}`)) as Pair), id };
}

async function decide(
  stage: DemoStage,
  pair: Pair & { readonly id: string },
  words: string,
): Promise<unknown> {
  const { token } = await stage.signIn('canbo');
  return ask(stage, token, 'POST', `/api/merging/pairs/${pair.id}/decision`, {
    decision: 'same',
    words,
    survivorId: pair.sides[0]!.person.id,
    versions: Object.fromEntries(pair.sides.map(({ person, version }) => [person.id, version])),
  });
}

async function ask(
  stage: DemoStage,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${stage.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && {
        'content-type': path.startsWith('/fhir') ? 'application/fhir+json' : 'application/json',
      }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  // The text may name a person: only the status is told.
  if (!answer.ok)
    throw new AppError('internal.unexpected', {
      detail: `demo merging: ${method} answered ${answer.status}`,
    });
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
