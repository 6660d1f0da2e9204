/**
 * `npm run bench -- assistant`: home readings of many people are written at a rate through /fhir while the assistant listens; some of them are
 * very high. Told: the delay from the reading to its alert as the facility's own table has it, and CPU for each reading. Options: --rate N a second,
 * --seconds N, --people N, --remarkable N in a thousand.
 */
import { openHouseForCommand } from '../src/entry/open-house.ts';
import { modules } from '../src/modules/index.ts';
import { createLog } from '../src/platform/log/create-log.ts';
import { readAllSettings } from '../src/platform/settings/platform-settings.ts';
import type { Database } from '../src/platform/sql/database.ts';
import { write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import { quantile, watchCpu } from './bench-measure.ts';
import { option } from './bench-options.ts';

const goalSeconds = 60;
const bundleSize = 100;
const patienceSeconds = 180;
const people = Number(option('people', '4001'));
const rate = Number(option('rate', '1000'));
const seconds = Number(option('seconds', '60'));
const remarkable = Number(option('remarkable', '20'));

/** True where every alert came within the goal at the rate that was asked. */
export async function benchAssistant(house: House): Promise<boolean> {
  const ids = await makePeople(house);
  const settings = readAllSettings({ ...house.env, SEN_LOG: 'error' }, modules);
  const opened = await openHouseForCommand(settings, createLog('error', process.stderr));
  try {
    const cpu = watchCpu(house.server.pid!, house.postgres);
    const run = await writeReadings(house, ids);
    const delays = await delaysOf(opened.database, run.written);
    const { node, postgres } = cpu();
    const sorted = delays.toSorted((a, b) => a - b);
    const each = (spent: number): string => ((spent / run.count) * 1000).toFixed(2);
    console.log(
      `${run.count} readings at ${(run.count / run.seconds).toFixed(0)} a second (asked ${rate}), ${run.written.size} people with a very high one: ` +
        `${sorted.length} alerts, p50 ${quantile(sorted, 0.5).toFixed(1)} s, p99 ${quantile(sorted, 0.99).toFixed(1)} s, last ${(sorted.at(-1) ?? 0).toFixed(1)} s (goal ${goalSeconds}); ` +
        `${each(node)} ms CPU of Node and ${each(postgres)} ms of PostgreSQL for each reading, writing and alerts together`,
    );
    return (
      sorted.length === run.written.size &&
      (sorted.at(-1) ?? 0) <= goalSeconds &&
      run.count / run.seconds >= rate * 0.95
    );
  } finally {
    await opened.close();
  }
}

async function makePeople(house: House): Promise<string[]> {
  const { id: station } = await write<{ id: string }>(house, '/Organization', {
    resourceType: 'Organization',
    active: true,
    name: 'Trạm đo thử',
  });
  const ids: string[] = [];
  for (let at = 0; at < people; at += bundleSize) {
    const { entry } = await write<{ entry: { response: { location: string } }[] }>(house, '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: Array.from({ length: Math.min(bundleSize, people - at) }, (_, nth) => ({
        resource: {
          resourceType: 'Patient',
          active: true,
          name: [{ text: `Người đo ${at + nth}` }],
          gender: nth % 2 === 0 ? 'male' : 'female',
          birthDate: `19${40 + (nth % 50)}-0${1 + (nth % 9)}-15`,
          managingOrganization: { reference: `Organization/${station}` },
        },
        request: { method: 'POST', url: 'Patient' },
      })),
    });
    ids.push(...entry.map(({ response }) => /Patient\/([^/]+)/u.exec(response.location)![1]!));
  }
  return ids;
}

interface Run {
  /** When the first very high reading of each person was acknowledged, ms. */
  readonly written: ReadonlyMap<string, number>;
  readonly count: number;
  readonly seconds: number;
}

/** Bundles of readings, each sent at its time; a late answer does not hold back the next. */
async function writeReadings(house: House, ids: readonly string[]): Promise<Run> {
  const written = new Map<string, number>();
  const began = performance.now();
  const total = rate * seconds;
  const running = new Set<Promise<void>>();
  let last = began;
  for (let at = 0; at < total; at += bundleSize) {
    const wait = began + (at / rate) * 1000 - performance.now();
    if (wait > 0) await new Promise((done) => setTimeout(done, wait));
    while (running.size >= 16) await Promise.race(running);
    const lines = Array.from({ length: Math.min(bundleSize, total - at) }, (_, nth) => {
      const isHigh = (at + nth) % 1000 < remarkable;
      return { patientId: ids[(at + nth) % ids.length]!, isHigh };
    });
    const sending = write(house, '', bundleOf(lines)).then(() => {
      last = performance.now();
      for (const { patientId, isHigh } of lines)
        if (isHigh && !written.has(patientId)) written.set(patientId, Date.now());
      running.delete(sending);
    });
    running.add(sending);
  }
  await Promise.all(running);
  return { written, count: total, seconds: (last - began) / 1000 };
}

function bundleOf(lines: readonly { patientId: string; isHigh: boolean }[]): object {
  const quantity = (value: number) => ({
    value,
    unit: 'mm[Hg]',
    code: 'mm[Hg]',
    system: 'http://unitsofmeasure.org',
  });
  const concept = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: lines.map(({ patientId, isHigh }, nth) => ({
      resource: {
        resourceType: 'Observation',
        status: 'final',
        meta: { tag: [{ system: 'urn:sen:own-data', code: 'reading' }] },
        category: [
          {
            coding: [
              { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
            ],
          },
        ],
        code: concept('85354-9'),
        subject: { reference: `Patient/${patientId}` },
        effectiveDateTime: new Date().toISOString(),
        component: [
          { code: concept('8480-6'), valueQuantity: quantity(isHigh ? 186 : 118 + (nth % 14)) },
          { code: concept('8462-4'), valueQuantity: quantity(isHigh ? 98 : 70 + (nth % 12)) },
        ],
      },
      request: { method: 'POST', url: 'Observation' },
    })),
  };
}

/** Seconds from each person's first very high reading to her alert; waits until all are there or patience ends. */
async function delaysOf(database: Database, written: ReadonlyMap<string, number>): Promise<number[]> {
  const until = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const { rows } = await database.query<{ patient_id: string; opened_at: Date }>(
      'select patient_id, min(opened_at) as opened_at from assistant.alert group by patient_id',
    );
    const found = rows.flatMap(({ patient_id: id, opened_at: opened }) => {
      const at = written.get(id);
      return at === undefined ? [] : [Math.max(0, (opened.getTime() - at) / 1000)];
    });
    if (found.length >= written.size || Date.now() > until) return found;
    await new Promise((done) => setTimeout(done, 1000));
  }
}
