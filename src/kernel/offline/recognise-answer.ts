import { CentreProblem } from './centre.ts';

/** What is looked at of an answer before it is believed. */
export interface AnswerFacts {
  readonly status: number;
  readonly contentType: string | null;
  /** The header that Sen writes on each answer: X-Request-Id. */
  readonly requestId: string | null;
  readonly isRedirected: boolean;
  /** Of problem details, where there are some. */
  readonly code?: string | undefined;
  readonly sentence?: string | undefined;
  /** Seconds, where it said so. */
  readonly retryAfter?: number | undefined;
}

const ours = /^application\/(?:json|problem\+json|x-ndjson)\b/;

/**
 * Throws CentreProblem unless the answer is Sen's own and good. A network that wants a sign-in of its own answers any address with its page,
 * often with status 200: taken for the centre's it would pass for "everything sent".
 */
export function demandCentre(answer: AnswerFacts): void {
  const { status, contentType, requestId, isRedirected, code = '', sentence = '', retryAfter } = answer;
  const isOurs = !isRedirected && requestId !== null && requestId !== '' && ours.test(contentType ?? '');
  if (!isOurs) throw new CentreProblem(status >= 500 ? 'none' : 'portal');
  if (status === 200) return;
  if (status === 401) throw new CentreProblem('signed-out', code, sentence);
  if (code === 'device.lost') throw new CentreProblem('lost', code, sentence);
  if (code === 'device.unknown' || code === 'device.moved')
    throw new CentreProblem('unknown', code, sentence);
  if (code === 'access.locked') throw new CentreProblem('signed-out', code, sentence);
  if (status === 429 || code === 'request.throttled' || status === 408 || status >= 500)
    throw new CentreProblem('busy', code, sentence, retryAfter === undefined ? undefined : retryAfter * 1000);
  throw new CentreProblem('refused', code, sentence);
}
