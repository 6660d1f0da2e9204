/**
 * Devices of stations that come back on the network, for `npm run bench -- reconnect`: a process of its own. Each arrives at a moment of its own on a connection
 * of its own, asks for its key, sends what waits, fetches what changed, and goes; sent away, it comes back when it was told to.
 */
import { Agent, request } from 'node:http';
import { deviceId } from '../src/kernel/offline/device-id.ts';
import type { WriteAnswer } from '../src/kernel/offline/doors.ts';
import { nextLook } from '../src/kernel/offline/next-look.ts';
import { emptyVisit } from '../src/modules/commune-station/domain/visit/visit-draft.ts';
import { visitBundle } from '../src/modules/commune-station/domain/visit/visit-bundle.ts';
import { findDrugs, prescribe } from '../src/modules/outpatient/api.ts';

/** A station with its worker's device. */
export interface StationSeat {
  readonly station: string;
  readonly practitioner: string;
  readonly people: readonly string[];
  readonly token: string;
  readonly device: string;
  cursor: string;
}

/** What a process of devices is told to do. */
export interface DevicesJob {
  readonly url: string;
  readonly seats: readonly StationSeat[];
  readonly perSecond: number;
  readonly seconds: number;
}

/** What it tells: visits of a station that the centre took. */
export interface VisitsTaken {
  readonly kind: 'taken';
  readonly station: string;
  readonly encounter: string;
  /** Of this station so far. */
  readonly visits: number;
  readonly at: number;
}

/** What came of all. */
export interface DevicesEnd {
  readonly kind: 'end';
  readonly arrived: number;
  readonly done: number;
  readonly visits: number;
  readonly notTaken: number;
  readonly sentAway: number;
  readonly failed: Readonly<Record<string, number>>;
  /** From arrival to the end of the sync, ms. */
  readonly syncMs: readonly number[];
  readonly callMs: Readonly<Record<string, readonly number[]>>;
}

/**
 * How many visits wait on a device: own rule, as after a break of about twenty minutes in the morning of a station with fifty visits a day, some of
 * them away for hours. Mean 1.8.
 */
const outboxes: readonly (readonly [share: number, visits: number])[] = [
  [0.4, 0],
  [0.25, 1],
  [0.2, 2],
  [0.11, 5],
  [0.04, 16],
];

class Away extends Error {
  readonly afterMs: number;

  constructor(afterMs: number) {
    super('sent away');
    this.afterMs = afterMs;
  }
}

let job: DevicesJob;
const callMs: Record<string, number[]> = {};
const failed: Record<string, number> = {};
const syncMs: number[] = [];
const taken = new Map<string, number>();
let [arrived, done, visits, notTaken, sentAway] = [0, 0, 0, 0, 0];

process.on('message', (message: DevicesJob) => {
  job = message;
  void run();
});

async function run(): Promise<void> {
  const until = performance.now() + job.seconds * 1000;
  const under: Promise<void>[] = [];
  // One station is not here twice at a time: it comes again only when its last visit is long over.
  for (let at = performance.now(), turn = 0; at < until; turn += 1) {
    at += (-Math.log(1 - Math.random()) / job.perSecond) * 1000;
    const pause = at - performance.now();
    if (pause > 0) await new Promise((go) => setTimeout(go, pause));
    under.push(arrive(job.seats[turn % job.seats.length]!));
  }
  await Promise.all(under);
  const end: DevicesEnd = {
    kind: 'end',
    arrived,
    done,
    visits,
    notTaken,
    sentAway,
    failed,
    syncMs,
    callMs,
  };
  process.send!(end, () => process.exit(0));
}

async function arrive(seat: StationSeat): Promise<void> {
  arrived += 1;
  const from = performance.now();
  const agent = new Agent({ keepAlive: true, maxSockets: 2 });
  const writes = outboxOf(seat);
  try {
    for (let busyInRow = 1; ; busyInRow += 1) {
      try {
        await sync(seat, writes, agent);
        syncMs.push(performance.now() - from);
        done += 1;
        return;
      } catch (error) {
        if (!(error instanceof Away)) throw error;
        sentAway += 1;
        const pause = nextLook({ how: 'busy', busyInRow, retryAfterMs: error.afterMs }, Math.random());
        await new Promise((go) => setTimeout(go, pause));
      }
    }
  } catch (error) {
    const name = error instanceof Error ? error.message : 'unknown';
    failed[name] = (failed[name] ?? 0) + 1;
  } finally {
    agent.destroy();
  }
}

async function sync(seat: StationSeat, writes: Waiting[], agent: Agent): Promise<void> {
  await ask(agent, seat, 'unlock', 'POST', `/api/device-sync/devices/${seat.device}/unlock`, {});
  while (writes.length > 0) {
    const some = writes.slice(0, 20);
    const body = { device: seat.device, writes: some.map(({ write }) => write) };
    const text = await ask(agent, seat, 'outbox', 'POST', '/api/device-sync/outbox', body);
    const { answers } = JSON.parse(text) as { answers: WriteAnswer[] };
    answers.forEach((answer, at) => settle(seat, some[at]!, answer));
    writes.splice(0, some.length);
  }
  for (let isLast = false; !isLast;) {
    const query = new URLSearchParams({ device: seat.device, cursor: seat.cursor });
    const text = await ask(agent, seat, 'changes', 'GET', `/api/device-sync/lines?${query}`);
    const page = JSON.parse(text.trimEnd().split('\n').at(-1)!) as { next: string; isLast: boolean };
    seat.cursor = page.next;
    isLast = page.isLast;
  }
}

function settle(seat: StationSeat, { encounter }: Waiting, answer: WriteAnswer): void {
  if (answer.outcome !== 'accepted') {
    notTaken += 1;
    const name = answer.outcome === 'refused' ? answer.code : answer.outcome;
    failed[name] = (failed[name] ?? 0) + 1;
    return;
  }
  visits += 1;
  const count = (taken.get(seat.station) ?? 0) + 1;
  taken.set(seat.station, count);
  const told: VisitsTaken = {
    kind: 'taken',
    station: seat.station,
    encounter,
    visits: count,
    at: Date.now(),
  };
  process.send!(told);
}

interface Waiting {
  readonly encounter: string;
  readonly write: object;
}

function outboxOf(seat: StationSeat): Waiting[] {
  let left = Math.random();
  const [, count] = outboxes.find(([share]) => (left -= share) < 0) ?? outboxes[0]!;
  return Array.from({ length: count }, () => aVisit(seat));
}

/** A follow-up of high blood pressure with its refill, as the visit page writes it. */
function aVisit(seat: StationSeat): Waiting {
  const person = seat.people[Math.floor(Math.random() * seat.people.length)]!;
  const now = new Date();
  const draft = {
    ...emptyVisit(person, now),
    reason: 'Tái khám tăng huyết áp',
    programme: 'hypertension' as const,
    signs: [
      { loinc: '8480-6', value: 138 },
      { loinc: '8462-4', value: 84 },
    ],
    diagnoses: [{ code: 'I10', name: 'Bệnh lý tăng huyết áp' }],
    medicines: findDrugs('amlodipin', 1).map((drug) => prescribe(drug, 1, 1, 30)),
  };
  const newId = (): string => deviceId(now, person);
  const { entry = [] } = visitBundle(draft, {
    facilityId: seat.station,
    practitionerId: seat.practitioner,
    now,
    newId,
  });
  const bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entry.map(({ resource, request: asked }) => ({
      resource,
      request: { ...asked, ifNoneMatch: '*' },
    })),
  };
  const encounter = entry.find(({ resource }) => resource?.resourceType === 'Encounter')!.resource!.id!;
  return { encounter, write: { id: crypto.randomUUID(), savedAt: now.toISOString(), bundle } };
}

function ask(
  agent: Agent,
  seat: StationSeat,
  kind: string,
  method: string,
  path: string,
  body?: object,
): Promise<string> {
  const from = performance.now();
  return new Promise((resolve, reject) => {
    const call = request(
      `${job.url}${path}`,
      {
        agent,
        method,
        headers: {
          authorization: `Bearer ${seat.token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
      },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (piece: string) => (text += piece));
        answer.on('error', reject);
        answer.on('end', () => {
          const { statusCode = 0, headers } = answer;
          if (statusCode === 200) {
            (callMs[kind] ??= []).push(performance.now() - from);
            resolve(text);
          } else if (statusCode === 503 || statusCode === 429)
            reject(new Away(Number(headers['retry-after'] ?? '10') * 1000));
          else reject(new Error(`${kind}: ${statusCode} ${/"code":"([^"]*)"/.exec(text)?.[1] ?? ''}`));
        });
      },
    );
    call.on('error', reject);
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
