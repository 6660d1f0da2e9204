import { parseLicenceNumber } from '#kernel/vietnam/licence-number.ts';
import { plainOf, licenceKey } from '../find-words.ts';
import type { LicenceForm, PostForm, WorkerForm } from '../worker-form.ts';
import type { LineReader } from './read-line.ts';

/** What a line says of a health worker: one licence and perhaps one post. */
export interface WorkerWishLine {
  readonly name: string;
  readonly sex?: 'male' | 'female';
  readonly personalNumber?: string;
  readonly prescriber?: string;
  readonly licence: LicenceForm;
  /** Facility by its code; its id is looked up when the line is planned. */
  readonly post?: Omit<PostForm, 'facilityId'> & { readonly facilityCode: string };
}

const sexes: Readonly<Record<string, 'male' | 'female'>> = {
  nam: 'male',
  male: 'male',
  m: 'male',
  nu: 'female',
  female: 'female',
  f: 'female',
};
/** Licences were never issued before the first law that asked for them; 60 years on is nobody's licence. */
const licenceDays = { earliest: '1993-01-01', latest: '2090-12-31' } as const;

/** Reads a line; undefined where it lacks what it is about. Findings are in the reader. */
export function readWorkerLine(line: LineReader, today: string): WorkerWishLine | undefined {
  const name = line.words('name', 200);
  const number = line.words('licence', 100);
  if (name === undefined) line.refuse('missing', 'name');
  if (number === undefined) line.refuse('missing', 'licence');
  const from = line.day('from', { ...licenceDays, latest: today });
  const to = line.day('to', { ...licenceDays, mayBeOpen: true });
  if (from !== undefined && to !== undefined && to !== 'open' && to < from)
    line.refuse('licence.turned', 'to');
  else if (to !== undefined && to < today) line.note('licence.expired', 'to', to);
  if (number !== undefined && parseLicenceNumber(number) === undefined)
    line.note('licence.shape', 'licence', number);
  const personalNumber = line.digits('personalNumber', 12);
  const isNumber = personalNumber !== undefined && /^\d{12}$/u.test(personalNumber);
  if (personalNumber !== undefined && !isNumber) line.refuse('number.shape', 'personalNumber');
  const said = line.words('sex', 40);
  const sex = said === undefined ? undefined : sexes[plainOf(said)];
  if (said !== undefined && sex === undefined) line.note('sex.unknown', 'sex', said);
  const [scope, issuer, prescriber] = [
    line.words('scope', 500),
    line.words('issuer', 200),
    line.words('prescriber', 50),
  ];
  const post = readPost(line);
  if (name === undefined || number === undefined) return undefined;
  return {
    name,
    ...(sex !== undefined && { sex }),
    ...(isNumber && { personalNumber }),
    ...(prescriber !== undefined && { prescriber }),
    licence: {
      number: parseLicenceNumber(number)?.number ?? number,
      ...(scope !== undefined && { scope }),
      ...(issuer !== undefined && { issuer }),
      ...(from !== undefined && from !== 'open' && { from }),
      ...(to !== undefined && to !== 'open' && { to }),
    },
    ...(post !== undefined && { post }),
  };
}

function readPost(line: LineReader): WorkerWishLine['post'] {
  const facilityCode = line.digits('facility', 5);
  if (facilityCode === undefined) return undefined;
  if (!/^\d{5}$/u.test(facilityCode)) {
    line.refuse('code.shape', 'facility', facilityCode);
    return undefined;
  }
  const [title, specialty] = [line.words('title', 200), line.words('specialty', 200)];
  const from = line.day('postFrom', { earliest: '1950-01-01', latest: '2090-12-31' });
  return {
    facilityCode,
    title: title ?? 'Người hành nghề',
    ...(specialty !== undefined && { specialty }),
    ...(from !== undefined && from !== 'open' && { from }),
  };
}

/** A line laid over what is stored: its licence in the place of the one with its number, its post beside the others. */
export function overlayWorker(
  wish: WorkerWishLine,
  before: WorkerForm | undefined,
  facilityId: string | undefined,
): WorkerForm {
  const { licence, post } = wish;
  const key = licenceKey(licence.number);
  const former = before?.licences.find(({ number }) => licenceKey(number) === key);
  const merged = { ...former, ...licence, number: former?.number ?? licence.number };
  const licences = [...(before?.licences ?? []).filter((one) => one !== former), merged];
  const posts = [...(before?.posts ?? [])];
  if (post !== undefined && facilityId !== undefined) {
    const { facilityCode: _code, ...said } = post;
    const at = posts.findIndex(
      (one) => one.facilityId === facilityId && plainOf(one.title) === plainOf(post.title),
    );
    if (at < 0) posts.push({ facilityId, ...said });
    else posts[at] = { ...posts[at]!, ...said, title: posts[at]!.title };
  }
  return {
    ...before,
    name: before?.name ?? wish.name,
    ...(wish.sex !== undefined && { sex: wish.sex }),
    ...(wish.personalNumber !== undefined && { personalNumber: wish.personalNumber }),
    ...(wish.prescriber !== undefined && { prescriber: wish.prescriber }),
    licences: licences.toSorted((a, b) => (a.number < b.number ? -1 : 1)),
    posts,
  };
}
