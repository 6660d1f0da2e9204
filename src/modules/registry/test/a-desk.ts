import type { CallAs } from '#platform/testing/start-platform.ts';
import type { CandidateLine, PersonLine } from '../api.ts';

/** Posts as somebody and reads the answer. */
export async function post<T>(
  call: CallAs,
  path: string,
  body: unknown,
): Promise<{ status: number; json: T }> {
  const answer = await call(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, json: (await answer.json()) as T };
}

/** What registering answers. */
export interface Registered {
  readonly outcome: string;
  readonly person: PersonLine;
  readonly temporaryCode?: string;
  readonly candidates: readonly CandidateLine[];
}

/** Registers somebody at a desk. */
export const register = (call: CallAs, person: object, distinctFrom: readonly string[] = []) =>
  post<Registered>(call, '/api/registry/people', { person, distinctFrom });

/** A home in Hà Nội. */
export const home = { line: 'Số 12, đường Lê Lợi', commune: '00070' };
/** Anh Dũng, as his card states him. */
export const dung = {
  name: 'Trần Văn Dũng',
  birthDate: '1979-08-21',
  gender: 'male',
  phone: '0912 345 678',
  address: home,
  numbers: [{ kind: 'personal', value: '001079123456' }],
};
