import type { Bilingual, Language } from '#kernel/schema.ts';

/** What went wrong with a request, in the words of the server where it gave some. */
export interface Finding {
  readonly path?: string;
  readonly sentence: string;
}

/** Kinds of trouble that a page treats differently. */
export type Trouble = 'offline' | 'signed-out' | 'refused' | 'missing' | 'wrong' | 'broken';

/** An answer that is not the one asked for. Never holds a person's data, because the server's sentences never do. */
export class RequestProblem extends Error {
  readonly trouble: Trouble;
  readonly sentence: string | undefined;
  readonly findings: readonly Finding[];
  readonly requestId: string | undefined;
  /** The server's own name of the trouble: 'access.denied'. */
  readonly code: string | undefined;
  /** Seconds after which the server wants to be asked again, where it said so. */
  readonly retryAfter: number | undefined;

  constructor(
    trouble: Trouble,
    more: { sentence?: string; findings?: readonly Finding[]; requestId?: string; code?: string; retryAfter?: number } = {},
  ) {
    super(trouble);
    this.name = 'RequestProblem';
    this.trouble = trouble;
    this.sentence = more.sentence;
    this.findings = more.findings ?? [];
    this.requestId = more.requestId;
    this.code = more.code;
    this.retryAfter = more.retryAfter;
  }
}

const troubleOfStatus: Readonly<Record<number, Trouble>> = { 401: 'signed-out', 403: 'refused', 404: 'missing', 410: 'missing' };

/** Reads problem details (RFC 9457) or an OperationOutcome; anything else is only its status. */
export function readProblem(
  status: number,
  body: unknown,
  language: Language,
  requestId?: string,
  retryAfter?: number,
): RequestProblem {
  const trouble = troubleOfStatus[status] ?? (status < 500 ? 'wrong' : 'broken');
  const told = codeOf(body);
  const more = {
    ...(requestId === undefined ? {} : { requestId }),
    ...(told === undefined ? {} : { code: told }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  if (!isTable(body)) return new RequestProblem(trouble, more);
  const findings = isList(body['issue']) ? body['issue'].map(findingOfIssue) : findingsOf(body['issues'], language);
  const sentence = firstText(body['detail'], body['title'], findings[0]?.sentence);
  return new RequestProblem(trouble, { ...more, ...(sentence === undefined ? {} : { sentence }), findings });
}

/** The code of problem details, or of the first issue of an OperationOutcome. */
function codeOf(body: unknown): string | undefined {
  if (!isTable(body)) return undefined;
  if (typeof body['code'] === 'string') return body['code'];
  const issue = isList(body['issue']) ? body['issue'][0] : undefined;
  const details = isTable(issue) && isTable(issue['details']) ? issue['details'] : undefined;
  const coding = details && isList(details['coding']) ? details['coding'][0] : undefined;
  return isTable(coding) && typeof coding['code'] === 'string' ? coding['code'] : undefined;
}

function findingOfIssue(issue: unknown): Finding {
  if (!isTable(issue)) return { sentence: '' };
  const details = isTable(issue['details']) ? issue['details']['text'] : undefined;
  const path = isList(issue['expression']) ? issue['expression'][0] : undefined;
  const sentence = firstText(details, issue['diagnostics']) ?? '';
  return typeof path === 'string' ? { path, sentence } : { sentence };
}

function findingsOf(issues: unknown, language: Language): Finding[] {
  if (!isList(issues)) return [];
  return issues.filter(isTable).map((issue) => {
    const text = isTable(issue['text']) ? (issue['text'] as unknown as Bilingual)[language] : issue['text'];
    const sentence = typeof text === 'string' ? text : '';
    return typeof issue['path'] === 'string' ? { path: issue['path'], sentence } : { sentence };
  });
}

function firstText(...candidates: readonly unknown[]): string | undefined {
  return candidates.find((text): text is string => typeof text === 'string' && text !== '');
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
