import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';
import type { PersonView } from './domain/person-contract.ts';

/**
 * Chị Thơm from pregnancy on: twin girls, registered at birth with temporary codes, one of whom gets her number later; and the move of the
 * whole family. All by bác sĩ Lan, through the doors of the desk. What a story that was broken off told already is not told again.
 */
export const chapter: DemoChapter = {
  title: { vi: 'Hộ tịch y tế', en: 'Births, families, moves' },
  order: 62,
  async tell(ctx, progress, stage) {
    const { token } = await stage.signIn('bs.lan');
    const desk: Desk = (method, path, body) => ask(stage, token, method, `/api/registry/people${path}`, body);
    const day = (days: number): string => dayInVietnam(new Date(ctx.now().getTime() + days * 86_400_000));
    const mother = await register(desk, thom);
    const father = await register(desk, bac);
    await desk('POST', `/${mother}/household`, { withPersonId: father, role: 'spouse' });
    progress(0.3, { vi: 'hồ sơ thai', en: 'the file of a pregnancy' });
    const twins = await bearTwins(desk, mother, { due: day(20), born: day(-10) });
    progress(0.7, { vi: 'số định danh đến sau', en: 'a number that comes later' });
    const [first] = twins;
    if (first?.temporary === true)
      await desk('POST', `/${first.id}/number`, { kind: 'personal', value: twinNumber, from: day(-3) });
    const { addresses } = await look(desk, mother);
    if (addresses.length === 1)
      await desk('POST', `/${mother}/move`, { address: newHome, from: day(-2), household: 'moves' });
    progress(1, { vi: 'xong', en: 'done' });
  },
};

type Desk = (method: string, path: string, body?: object) => Promise<unknown>;

const home = { line: 'Xóm Đình, thôn Nội', commune: '09319' };
const newHome = { line: 'Số 8, ngõ 3', commune: '09325' };
const thom = {
  name: 'Nguyễn Thị Thơm',
  gender: 'female',
  birthDate: '1995-05-19',
  phone: '0900000021',
  address: home,
  numbers: [{ kind: 'personal', value: '027195704567' }],
};
const bac = {
  name: 'Vũ Văn Bắc',
  gender: 'male',
  birthDate: '1993-12-02',
  phone: '0900000021',
  address: home,
  numbers: [{ kind: 'personal', value: '027093704568' }],
};
const twinNumber = '027326704571';

/** Registers somebody, or finds whom an earlier telling registered. Returns her id. */
async function register(desk: Desk, person: object): Promise<string> {
  const made = (await desk('POST', '', { person, distinctFrom: [] })) as { person: { id: string } };
  return made.person.id;
}

async function look(desk: Desk, id: string): Promise<PersonView> {
  return (await desk('GET', `/${id}`)) as PersonView;
}

async function bearTwins(
  desk: Desk,
  mother: string,
  { due, born }: { readonly due: string; readonly born: string },
): Promise<PersonView['children']> {
  const { pregnancies = [] } = await look(desk, mother);
  const [told] = pregnancies.filter(({ state }) => state === 'born');
  if (told !== undefined) return told.children;
  const { pregnancyId } = (await desk('POST', `/${mother}/pregnancies`, { dueDate: due, fetuses: 2 })) as {
    pregnancyId: string;
  };
  const { children } = (await desk('POST', `/${mother}/pregnancies/${pregnancyId}/birth`, {
    on: born,
    children: [
      { gender: 'female', name: 'Vũ Ngọc An' },
      { gender: 'female', name: 'Vũ Ngọc Bình' },
    ],
  })) as { children: { person: PersonView['children'][number] }[] };
  return children.map(({ person }) => person);
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
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  // The text may name a person: only the status is told.
  if (!answer.ok)
    throw new AppError('internal.unexpected', {
      detail: `demo registry: ${method} answered ${answer.status}`,
    });
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}
