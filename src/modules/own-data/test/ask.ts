import type { CallAs } from '#platform/testing/start-platform.ts';

/** Calls as somebody and gives the status and the JSON of the answer. */
export const ask = async (call: CallAs, method: string, path: string, body?: object) => {
  const answer = await call(path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
};
