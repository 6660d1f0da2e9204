import type {
  AllergyIntolerance,
  Encounter,
  MedicationRequest,
  MedicationStatement,
  Observation,
  Patient,
} from '@medplum/fhirtypes';
import { daysBetween } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { searchAll } from '#platform/record/search-all.ts';
import { lateDoses } from '#modules/immunisation/api.ts';
import { lateVisits } from '#modules/programmes/api.ts';
import type { Facts, LateFact } from '../domain/facts.ts';
import {
  allCodes,
  newestOf,
  readingCodes,
  readingOf,
  resultOf,
  timeOf,
  type Following,
} from '../domain/read-observation.ts';
import { clashesOf } from '../domain/read-medicines.ts';
import { readingDays, resultDays } from './follow-lines.ts';
import { readNewest } from './read-newest.ts';

/** Whom to read of, and which of her lines can matter now. */
export interface Wanted {
  readonly patientId: string;
  readonly readings: boolean;
  readonly results: boolean;
  readonly medicines: boolean;
}

/** What is known of a person. */
export interface PersonFacts {
  readonly patient: Patient;
  readonly facts: Facts;
}

const dayMs = 86_400_000;

/** Reads what the rules ask of some people, as Sen: one search a type for all of them, the newest alone of whoever has very many. */
export async function readFacts(
  ctx: Context,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, PersonFacts>> {
  const ids = wanted.map(({ patientId }) => patientId);
  const now = ctx.now();
  const since = (days: number): string => dayInVietnam(new Date(now.getTime() - days * dayMs));
  const patients = await searchAll<Patient>(
    ctx.record,
    'Patient',
    `_id=${ids.map(encodeURIComponent).join(',')}`,
  );
  const withReadings = wanted.flatMap((one) => (one.readings ? [one.patientId] : []));
  const withResults = wanted.flatMap((one) => (one.results ? [one.patientId] : []));
  // One after the other: inside a transaction there is one connection.
  const readings = await readNewest<Observation>(ctx.record, withReadings, {
    type: 'Observation',
    query: `code=${readingCodes.join(',')}&date=ge${since(readingDays)}`,
    // By each code: whoever measures one thing every second still has her others.
    parts: readingCodes.map((code) => `code=${code}&date=ge${since(readingDays)}`),
    newestBy: 'date',
  });
  const results = await readNewest<Observation>(ctx.record, withResults, {
    type: 'Observation',
    query: `category=laboratory&date=ge${since(resultDays)}`,
    newestBy: 'date',
  });
  const visits = await readNewest<Encounter>(ctx.record, withResults, {
    type: 'Encounter',
    query: `date=ge${since(resultDays)}`,
    newestBy: 'date',
  });
  const withMedicines = wanted.flatMap((one) => (one.medicines ? [one.patientId] : []));
  const medicines = await medicinesOf(ctx, withMedicines);
  const late = await lateOf(ctx, ids);
  return new Map(
    patients.map((patient): [string, PersonFacts] => {
      const id = patient.id!;
      const birthDate = patient.birthDate?.length === 10 ? patient.birthDate : undefined;
      const ownResults = results.filter((one) => isOf(one, id));
      const newest = newestOf([
        ...visits.filter((one) => isOf(one, id)).flatMap(startOf),
        ...ownResults.flatMap((one) => {
          const atMs = timeOf(one);
          return atMs === undefined ? [] : [{ atMs, codes: allCodes(one.code) }];
        }),
      ]);
      const facts: Facts = {
        nowMs: now.getTime(),
        ...(birthDate !== undefined && { birthDate }),
        readings: readings
          .filter((one) => isOf(one, id))
          .flatMap((one) => readingOf(one, { now, birthDate: patient.birthDate }) ?? []),
        results: ownResults.flatMap((one) => resultOf(one, newest, now) ?? []),
        clashes: clashesOf(
          medicines.taken.filter((one) => isOf(one, id)),
          medicines.allergies.filter(({ patient: whose }) => whose.reference === `Patient/${id}`),
          now,
        ),
        late: late.flatMap(([whose, fact]) => (whose === id ? [fact] : [])),
      };
      return [id, { patient, facts }];
    }),
  );
}

async function medicinesOf(ctx: Context, ids: readonly string[]) {
  const active = { query: 'status=active', newestBy: '_lastUpdated' } as const;
  return {
    taken: [
      ...(await readNewest<MedicationRequest>(ctx.record, ids, { ...active, type: 'MedicationRequest' })),
      ...(await readNewest<MedicationStatement>(ctx.record, ids, { ...active, type: 'MedicationStatement' })),
    ],
    allergies: await readNewest<AllergyIntolerance>(ctx.record, ids, {
      type: 'AllergyIntolerance',
      query: '',
      newestBy: '_lastUpdated',
    }),
  };
}

async function lateOf(ctx: Context, ids: readonly string[]): Promise<readonly [string, LateFact][]> {
  const today = dayInVietnam(ctx.now());
  const doses = await ctx.use(lateDoses).of(ids);
  const visits = await ctx.use(lateVisits).of(ids);
  return [
    ...doses.map(({ patientId, on, vaccines }): [string, LateFact] => {
      const names = vaccines.join(', ');
      const words = { vi: `${names}, quá hạn từ`, en: `${names}, overdue since` };
      return [
        patientId,
        {
          key: `vaccination ${on}`,
          what: 'vaccination',
          days: daysBetween(on, today),
          ground: { words, at: on },
        },
      ];
    }),
    ...visits
      .filter(({ kind, programme }) => kind === 'refill' || checked.has(programme))
      .map(({ patientId, programme, title, kind, on }): [string, LateFact] => [
        patientId,
        {
          key: `${kind} ${programme}`,
          what: kind,
          days: daysBetween(on, today),
          ground: {
            words:
              kind === 'refill'
                ? { vi: `${title.vi}: thuốc đủ đến`, en: `${title.en}: drugs until` }
                : { vi: `${title.vi}: trễ từ`, en: `${title.en}: late since` },
            at: on,
          },
        },
      ]),
  ];
}

/** Programmes whose checks the person is reminded of; the others are the station's own lists. */
const checked: ReadonlySet<string> = new Set(['antenatal', 'postnatal', 'child-growth']);

function isOf(
  { subject }: Observation | Encounter | MedicationRequest | MedicationStatement,
  patientId: string,
): boolean {
  return subject?.reference === `Patient/${patientId}`;
}

function startOf({ period, status }: Encounter): Following[] {
  const atMs = Date.parse(period?.start ?? '');
  return Number.isNaN(atMs) || status === 'cancelled' || status === 'entered-in-error' ? [] : [{ atMs }];
}
