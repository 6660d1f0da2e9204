import { AppError } from '#kernel/errors.ts';
import { callService } from '../call-service.ts';
import type { StampTransport } from './stamp.ts';

const mostAnswer = 200_000;

/** Speaks to a time-stamp authority over HTTP. Errors: signature.stamp-unreachable. @source RFC 3161, 3.4 */
export function stampOverHttp(url: string, patienceMs = 10_000): StampTransport {
  return async (request) => {
    try {
      const { status, bytes } = await callService(url, {
        headers: { 'content-type': 'application/timestamp-query' },
        body: request,
        mostBytes: mostAnswer,
        timeoutMs: patienceMs,
      });
      if (status !== 200 || bytes.length >= mostAnswer) throw new Error(`status ${status}`);
      return bytes;
    } catch (error) {
      throw new AppError('signature.stamp-unreachable', { cause: error });
    }
  };
}
