import { AppError } from '#kernel/errors.ts';
import type { StampTransport } from './stamp.ts';

const mostAnswer = 200_000;

/** Speaks to a time-stamp authority over HTTP. Errors: signature.stamp-unreachable. @source RFC 3161, 3.4 */
export function stampOverHttp(url: string, patienceMs = 10_000): StampTransport {
  return async (request) => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'error',
        headers: { 'content-type': 'application/timestamp-query' },
        body: Buffer.from(request),
        signal: AbortSignal.timeout(patienceMs),
      });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (!answer.ok || bytes.length > mostAnswer) throw new Error(`status ${answer.status}`);
      return bytes;
    } catch (error) {
      throw new AppError('signature.stamp-unreachable', { cause: error });
    }
  };
}
