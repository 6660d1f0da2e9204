/**
 * `npm run bench -- long-patient`: pages of the results of one person who has very many of them. Options: --observations N, --asks N.
 */
import { askOften, askedCells, askedHead } from './bench-asking.ts';
import { write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import { untilAtRest } from './bench-measure.ts';
import { option } from './bench-options.ts';
import type { Report } from './bench-report.ts';

const goalMs = 15;
const perBundle = 500;
const codes = ['8867-4', '14771-0', '8480-6', '718-7'];

/** Writes the person and asks for her pages. */
export async function benchLongPatient(house: House): Promise<Report> {
  const count = Number(option('observations', '20000'));
  const asks = Number(option('asks', '200'));
  const { id } = await write<{ id: string }>(house, '/Patient', {
    resourceType: 'Patient',
    name: [{ text: 'Lê Thị Bền', family: 'Lê', given: ['Thị', 'Bền'] }],
    birthDate: '1950-03-02',
  });
  for (let first = 0; first < count; first += perBundle)
    await write(house, '', {
      resourceType: 'Bundle',
      type: 'transaction',
      entry: Array.from({ length: Math.min(perBundle, count - first) }, (_, at) => ({
        resource: observation(id, first + at),
        request: { method: 'POST', url: 'Observation' },
      })),
    });
  await untilAtRest(house.server.pid!, house.postgres);
  const page = `Observation?patient=${id}&_sort=-date&_count=50`;
  const questions = [
    ['newest 50', () => page],
    [
      'next 50, and so on',
      (_at: number, before?: { link?: readonly { relation: string; url: string }[] }) =>
        before?.link?.find(({ relation }) => relation === 'next')?.url ?? page,
    ],
    ['newest 50 of one code', () => `${page}&code=http://loinc.org%7C8867-4`],
    ['50 since a day', () => `${page}&date=ge2025-06-01`],
  ] as const;
  const rows: string[][] = [];
  let slowest = 0;
  for (const [name, question] of questions) {
    const asked = await askOften(house, asks, question);
    slowest = Math.max(slowest, asked.p95Ms);
    rows.push([name, ...askedCells(asked)]);
  }
  return {
    title: 'One long record',
    about: `One person with ${count.toLocaleString('en-US')} Observations; pages of 50, sorted by date, ${asks} times each, one after the other.`,
    goal: `p95 of each under ${goalMs} ms`,
    reached: slowest < goalMs,
    head: ['page', ...askedHead],
    rows,
  };
}

/** Ten results a day back from a day, not in the order of their making. */
function observation(patient: string, at: number): object {
  const hour = (at * 7919) % 20_000;
  const when = new Date(Date.UTC(2026, 5, 30) - hour * 2.4 * 3_600_000).toISOString();
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: codes[at % codes.length] }] },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: when,
    valueQuantity: { value: 60 + (at % 40), unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
  };
}
