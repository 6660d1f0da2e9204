import type { CallAs } from '#platform/testing/start-platform.ts';

/** Calls as somebody and gives the status and the JSON of the answer. */
export const ask = async <T = Record<string, unknown>>(
  call: CallAs,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; body: T }> => {
  const answer = await call(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as T };
};
