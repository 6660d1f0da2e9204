/**
 * `npm run bench -- booking`: citizens of one facility book at the same time over HTTP, each with a session of her own; a booking is the right asked,
 * the place taken, the Appointment written and the audit kept. Then ten thousand ask for a hundred places. Options: --citizens N,
 * --connections C.
 */
import { Agent, request } from 'node:http';
import { openHouseForCommand } from '../src/entry/open-house.ts';
import { modules } from '../src/modules/index.ts';
import { createLog } from '../src/platform/log/create-log.ts';
import { createPlatform } from '../src/platform/module/platform.ts';
import { readAllSettings } from '../src/platform/settings/platform-settings.ts';
import { addDays } from '../src/kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '../src/kernel/vietnam/date.ts';
import { identifierSystem } from '../src/kernel/vietnam/identifier-systems.ts';
import { write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import { quantile, watchCpu } from './bench-measure.ts';
import { option } from './bench-options.ts';

const goal = 300;
const bundleSize = 500;
const racers = 10_000;

interface Citizen {
  readonly patientId: string;
  readonly token: string;
}

/** Both; true where the rate was reached and the race ended with exactly as many bookings as places. */
export async function benchBooking(house: House): Promise<boolean> {
  const count = Number(option('citizens', '6000'));
  const connections = Number(option('connections', '16'));
  const world = await fill(house, count);
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const caller = (token: string): Call => makeCall(house, agent, token);
  try {
    const desk = await openDesk(caller(world.doctor), { places: 20, minutes: 15 });
    const warm = Math.min(500, Math.floor(count / 4));
    const times = await timesOf(caller(world.doctor), desk, 20);
    await bookAll(caller, world.citizens.slice(0, warm), desk, times, connections);
    const cpu = watchCpu(house.server.pid!, house.postgres);
    const run = await bookAll(caller, world.citizens.slice(warm), desk, times, connections);
    const { node, postgres } = cpu();
    const made = run.answers.filter((status) => status === 200).length;
    const rate = made / run.seconds;
    const each = (seconds: number): string => ((seconds / Math.max(1, made)) * 1000).toFixed(2);
    console.log(
      `${made} bookings by as many citizens, ${connections} connections: ${rate.toFixed(0)} a second (goal ${goal}); ${each(node)} ms CPU of Node and ${each(postgres)} ms of PostgreSQL each; p50 ${run.p50.toFixed(0)} ms, p99 ${run.p99.toFixed(0)} ms; refused ${run.answers.length - made}`,
    );
    return (await race(caller, world, connections)) && rate >= goal;
  } finally {
    agent.destroy();
  }
}

/** Ten times of ten places; each citizen tries one after the other until ten thousand calls are made. */
async function race(
  caller: (token: string) => Call,
  { doctor, citizens }: World,
  connections: number,
): Promise<boolean> {
  const desk = await openDesk(caller(doctor), { places: 10, minutes: 120 });
  const times = await timesOf(caller(doctor), desk, 1);
  const ten = times.slice(0, 10);
  const asking = Array.from({ length: racers }, (_, nth) => citizens[nth % citizens.length]!);
  const run = await bookAll(caller, asking, desk, ten, connections, 'immunisation');
  const ids = new Set(run.bookings);
  console.log(
    `${racers} calls for ${ten.length * 10} places: ${ids.size} bookings, ${(racers / run.seconds).toFixed(0)} calls a second, p99 ${run.p99.toFixed(0)} ms`,
  );
  return ids.size === ten.length * 10;
}

type Call = (
  method: 'GET' | 'POST',
  path: string,
  body?: object,
) => Promise<{ status: number; json: unknown }>;

function makeCall(house: House, agent: Agent, token: string): Call {
  const base = house.base.slice(0, -'/fhir'.length);
  return (method, path, body) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? undefined : JSON.stringify(body);
      const ask = request(
        `${base}/api/booking/${path}`,
        {
          method,
          agent,
          headers: {
            authorization: `Bearer ${token}`,
            ...(text !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(text),
            }),
          },
        },
        (answer) => {
          const parts: Buffer[] = [];
          answer.on('data', (part: Buffer) => parts.push(part));
          answer.on('end', () => {
            const said = Buffer.concat(parts).toString();
            resolve({ status: answer.statusCode ?? 0, json: said === '' ? undefined : JSON.parse(said) });
          });
        },
      );
      ask.on('error', reject);
      ask.end(text);
    });
}

interface Run {
  readonly seconds: number;
  readonly answers: readonly number[];
  readonly bookings: readonly string[];
  readonly p50: number;
  readonly p99: number;
}

async function bookAll(
  caller: (token: string) => Call,
  citizens: readonly Citizen[],
  deskId: string,
  times: readonly string[],
  connections: number,
  service = 'examination',
): Promise<Run> {
  const [answers, bookings, took]: [number[], string[], number[]] = [[], [], []];
  const waiting = citizens.entries();
  const began = performance.now();
  const lane = async (): Promise<void> => {
    for (const [nth, { patientId, token }] of waiting) {
      const from = performance.now();
      const { status, json } = await caller(token)('POST', 'bookings', {
        deskId,
        service,
        startsAt: times[nth % times.length],
        personIds: [patientId],
      });
      took.push(performance.now() - from);
      answers.push(status);
      if (status === 200)
        bookings.push(...(json as { bookings: { id: string }[] }).bookings.map(({ id }) => id));
      else if (status !== 409) throw new Error(`a booking was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, lane));
  const sorted = took.toSorted((a, b) => a - b);
  return {
    seconds: (performance.now() - began) / 1000,
    answers,
    bookings,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
  };
}

async function openDesk(call: Call, hours: { places: number; minutes: number }): Promise<string> {
  const { status, json } = await call('POST', 'desk/desks', {
    name: `Bàn ${hours.minutes}`,
    services: ['examination', 'immunisation'],
    spans: [
      {
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
        from: '00:00',
        to: '23:59',
        walkIns: 0,
        ...hours,
      },
    ],
    closed: [],
    active: true,
  });
  if (status !== 200) throw new Error(`a desk was answered ${status}`);
  return (json as { desk: { id: string } }).desk.id;
}

/** Times of some days from tomorrow on. */
async function timesOf(call: Call, deskId: string, days: number): Promise<string[]> {
  const times: string[] = [];
  for (let ahead = 1; ahead <= days; ahead += 1) {
    const day = addDays(dayInVietnam(new Date()), ahead);
    const { json } = await call('GET', `desks/${deskId}/times?day=${day}`);
    times.push(...(json as { times: { startsAt: string }[] }).times.map(({ startsAt }) => startsAt));
  }
  return times;
}

interface World {
  readonly doctor: string;
  readonly citizens: readonly Citizen[];
}

/** People with accounts; their sessions are made beside the server, not by its sign-in. */
async function fill(house: House, count: number): Promise<World> {
  const settings = readAllSettings({ ...house.env, SEN_LOG: 'error' }, modules);
  const log = createLog('error', process.stderr);
  const opened = await openHouseForCommand(settings, log);
  try {
    const platform = await createPlatform({
      settings,
      modules,
      database: opened.database,
      log,
      webFolder: new URL('../dist/web', import.meta.url).pathname,
      version: 'bench',
    });
    const { identity } = platform;
    const { id: station } = await write<{ id: string }>(house, '/Organization', {
      resourceType: 'Organization',
      active: true,
      name: 'Trạm Y tế đo thử',
    });
    const { id: practitionerId } = await write<{ id: string }>(house, '/Practitioner', {
      resourceType: 'Practitioner',
      name: [{ text: 'BS. Đo' }],
      qualification: [
        {
          identifier: [{ system: identifierSystem.practisingLicence, value: '000000/SYN-CCHN' }],
          code: { text: 'Bác sĩ' },
        },
      ],
    });
    const { accountId } = await identity.createPerson({
      username: 'bs.do',
      display: 'BS. Đo',
      roles: [{ role: 'station-doctor', facilityId: station }],
      practitionerId,
    });
    const ids = await makePatients(house, count);
    const citizens: Citizen[] = [];
    const waiting = ids.entries();
    const lane = async (): Promise<void> => {
      for (const [nth, patientId] of waiting) {
        const made = await identity.createPerson({
          username: `dan.${nth}`,
          display: `Người Dân ${nth}`,
          roles: [{ role: 'citizen' }],
          patientId,
        });
        citizens.push({ patientId, token: await identity.issueToken(made.accountId) });
      }
    };
    await Promise.all([lane(), lane(), lane(), lane()]);
    const doctor = await identity.issueToken(accountId);
    await platform.stop();
    return { doctor, citizens };
  } finally {
    await opened.close();
  }
}

async function makePatients(house: House, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < count; from += bundleSize) {
    const entry = Array.from({ length: Math.min(bundleSize, count - from) }, (_, nth) => ({
      resource: { resourceType: 'Patient', active: true, name: [{ text: `Người Dân ${from + nth}` }] },
      request: { method: 'POST', url: 'Patient' },
    }));
    const answer = await write<{ entry: { response: { location: string } }[] }>(house, '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry,
    });
    ids.push(...answer.entry.map(({ response }) => /Patient\/([^/]+)/u.exec(response.location)![1]!));
  }
  return ids;
}
