import { CentreProblem, type Centre, type LinesPage } from '#kernel/offline/centre.ts';
import { downloadLine, linesPath, referencePath, sendWrites } from '#kernel/offline/doors.ts';
import { demandCentre } from '#kernel/offline/recognise-answer.ts';
import { RequestProblem, type Trouble } from '#web/data/problem.ts';
import type { CentreClock } from './centre-clock.ts';
import type { DeviceSession } from './device.ts';

const statusOfTrouble: Readonly<Record<Trouble, number>> = {
  offline: 0,
  'signed-out': 401,
  refused: 403,
  missing: 404,
  wrong: 400,
  broken: 500,
};

/** The centre over the network, as a device sees it: what does not carry Sen's signs is not believed. */
export function httpCentre(session: DeviceSession, deviceId: string, clock: CentreClock): Centre {
  const ask = (path: string, init: RequestInit = {}): Promise<Response> => askCentre(session, path, init);
  let ahead: { readonly cursor: string; readonly page: Promise<LinesPage> } | undefined;

  async function fetchPage(cursor: string | undefined): Promise<LinesPage> {
    const query = new URLSearchParams({ device: deviceId, ...(cursor !== undefined && { cursor }) });
    const answer = await ask(`${linesPath}?${query.toString()}`, {
      headers: { Accept: 'application/x-ndjson' },
    });
    return readLines(await answer.text().catch(cutOff), clock);
  }

  return {
    behindMs: clock.behindMs,
    async send(writes) {
      // A page that was asked for before this tells nothing of it.
      ahead = undefined;
      const answer = await ask(sendWrites.path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify({ device: deviceId, writes }),
      });
      const text = await answer.text().catch(cutOff);
      const { serverTime, answers } = believe(() => sendWrites.output.parse(JSON.parse(text)));
      clock.hear(serverTime);
      return answers;
    },
    async fetch(cursor) {
      const page = await (ahead !== undefined && ahead.cursor === cursor ? ahead.page : fetchPage(cursor));
      ahead = undefined;
      if (!page.isLast) {
        // The next page travels while this one is put away.
        const next = fetchPage(page.next);
        next.catch(() => undefined);
        ahead = { cursor: page.next, page: next };
      }
      return page;
    },
    async reference(name) {
      const query = new URLSearchParams({ device: deviceId });
      const answer = await ask(`${referencePath.replace(':name', name)}?${query.toString()}`, {
        headers: { Accept: 'application/json' },
      });
      const text = await answer.text().catch(cutOff);
      believe(() => JSON.parse(text) as unknown);
      return text;
    },
  };
}

/** Asks, and throws CentreProblem unless the centre itself gave a good answer. */
export async function askCentre(session: DeviceSession, path: string, init: RequestInit): Promise<Response> {
  let answer: Response;
  try {
    answer = await session.raw(path, init);
  } catch (error) {
    throw problemOf(error);
  }
  demandCentre({
    status: answer.status,
    contentType: answer.headers.get('content-type'),
    requestId: answer.headers.get('x-request-id'),
    isRedirected: answer.redirected,
  });
  return answer;
}

function problemOf(error: unknown): unknown {
  // Renewing the sign-in without a network fails in words of its own.
  if (!(error instanceof RequestProblem)) return new CentreProblem('none');
  if (error.trouble === 'offline') return new CentreProblem('none');
  const { code, sentence, requestId = null, retryAfter } = error;
  try {
    demandCentre({
      status: statusOfTrouble[error.trouble],
      contentType: code === undefined ? null : 'application/problem+json',
      requestId,
      isRedirected: false,
      code,
      sentence,
      retryAfter,
    });
  } catch (problem) {
    return problem;
  }
  return error;
}

/** What cannot be read as what Sen writes is not Sen's. */
function believe<T>(read: () => T): T {
  try {
    return read();
  } catch {
    throw new CentreProblem('portal');
  }
}

function cutOff(): never {
  throw new CentreProblem('none');
}

function readLines(text: string, clock: CentreClock): LinesPage {
  const lines = text.split('\n').filter((line) => line !== '');
  const last = lines.pop();
  // A page without its end was cut off on the way.
  if (last?.startsWith('{"kind":"page"') !== true) throw new CentreProblem('none');
  const end = believe(() => downloadLine.parse(JSON.parse(last)));
  if (end.kind !== 'page') throw new CentreProblem('none');
  clock.hear(end.serverTime);
  const people = new Map(lines.map((line) => believe(() => personOfLine(line))));
  return {
    people,
    next: end.next,
    isLast: end.isLast,
    ...(end.all !== undefined && { all: end.all }),
    ...(end.references !== undefined && { references: end.references }),
  };
}

const lineStart = /^\{"kind":"(person|gone)","id":"([A-Za-z0-9.-]{1,64})"/;

/** Kept as text: read whole only when somebody looks at her. */
function personOfLine(line: string): [string, string | undefined] {
  const start = lineStart.exec(line);
  if (start === null || !line.endsWith('}')) throw new Error('not a line');
  return [start[2]!, start[1] === 'gone' ? undefined : line];
}
