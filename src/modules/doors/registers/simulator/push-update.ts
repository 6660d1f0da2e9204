import { signCall } from '#platform/http/webhook-signature.ts';

/** Where a simulated register tells its news, and by what they are believed. */
export interface PushTarget {
  /** Sen's address for this register's news. */
  readonly url: string;
  readonly secret: string;
}

/** Tells one piece of news, signed; returns the status of the answer. */
export async function pushUpdate(
  { url, secret }: PushTarget,
  update: object,
  now = new Date(),
): Promise<number> {
  const body = JSON.stringify(update);
  const headers = signCall({ method: 'POST', url, body }, [{ id: 'register:1', secret }], now);
  const answer = await fetch(url, {
    method: 'POST',
    body,
    headers: { ...headers, 'content-type': 'application/json' },
    redirect: 'error',
  });
  await answer.arrayBuffer();
  return answer.status;
}
