import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { AuditRecord } from '#platform/audit/search-audit.ts';
import type { Context } from '#platform/context.ts';
import { addDays } from '#kernel/vietnam/law-clock.ts';
import { areNeighbours, isWellKnown, mayBeFamily } from '../domain/near.ts';
import type { ReadingFacts } from '../domain/unusual-rules.ts';

const vietnamMs = 7 * 3_600_000;
const dayMs = 86_400_000;
const nightHours = new Set([22, 23, 0, 1, 2, 3, 4]);

/** One account reading one person on one day, as the new lines show it. */
export interface Reading {
  readonly actorId: string;
  readonly facilityId: string | null;
  readonly patientId: string;
  readonly day: string;
  readonly lines: readonly AuditRecord[];
}

/** How an account worked on a day and in the month before. */
export interface Habit {
  readonly peopleInHour: number;
  readonly peopleInDay: number;
  readonly usualPeople: number | undefined;
  /** Hours (0-23) in which she worked within the month before. */
  readonly usualHours: ReadonlySet<number>;
}

export const hourOf = (at: Date): number => new Date(at.getTime() + vietnamMs).getUTCHours();

/** Counts the people of the day and keeps the figure for the days to come. */
export async function habitOf(ctx: Context, actorId: string, day: string): Promise<Habit> {
  const since = new Date(`${day}T00:00:00+07:00`);
  const lines = await ctx.trail.search({
    actorId,
    since,
    until: new Date(since.getTime() + dayMs),
    outcome: 'ok',
    limit: 1000,
  });
  const people = (some: readonly AuditRecord[]): number =>
    new Set(some.flatMap(({ patient_id: id }) => (id === null ? [] : [id]))).size;
  const byHour = [...Map.groupBy(lines, ({ at }) => hourOf(at))];
  const hours = byHour.reduce((bits, [hour]) => bits | (1 << hour), 0);
  const peopleInDay = people(lines);
  await ctx.sql.query(
    `insert into access_log.habit (account_id, day, people, hours) values ($1, $2, $3, $4)
     on conflict (account_id, day) do update set people = excluded.people, hours = excluded.hours`,
    [actorId, day, peopleInDay, hours],
  );
  const before = await ctx.sql.query<{ people: number; hours: number }>(
    'select people, hours from access_log.habit where account_id = $1 and day < $2 and day >= $3',
    [actorId, day, addDays(day, -30)],
  );
  return {
    peopleInHour: Math.max(0, ...byHour.map(([, some]) => people(some))),
    peopleInDay,
    usualPeople:
      before.length < 5 ? undefined : before.reduce((sum, one) => sum + one.people, 0) / before.length,
    usualHours: new Set(
      Array.from({ length: 24 }, (_, hour) => hour).filter((hour) =>
        before.some((one) => ((one.hours >> hour) & 1) === 1),
      ),
    ),
  };
}

/** Everything the rules ask about one reading. Facts about a person stay here: what is kept are names of rules. */
export async function factsOf(ctx: Context, reading: Reading, habit: Habit): Promise<ReadingFacts> {
  const { actorId, patientId, lines } = reading;
  const ids = await ctx.trail.personIds([patientId]);
  const personId = ids.get(patientId);
  const person = personId === undefined ? undefined : await readPatient(ctx, personId);
  const [account, asPatient] = await Promise.all([
    ctx.trail.names([actorId]).then((names) => names.get(actorId)),
    ctx.trail.accountsOf([patientId, ...(personId === undefined ? [] : [personId])]),
  ]);
  const own = account?.patientId === undefined ? undefined : await readPatient(ctx, account.patientId);
  const isNear = own !== undefined && person !== undefined && account?.patientId !== personId;
  const since = new Date(lines[0]!.at.getTime() - 14 * dayMs);
  const earlier = await ctx.trail.search({ actorId, patientId, since, outcome: 'ok', limit: 1000 });
  return {
    ...habit,
    isOwnFamily: isNear && mayBeFamily(own, person, await areLinked(ctx, account!.patientId!, personId!)),
    isNeighbour: isNear && areNeighbours(own, person),
    isColleague: [...asPatient.values()].some(
      (other) =>
        other.id !== actorId && reading.facilityId !== null && other.facilityIds.includes(reading.facilityId),
    ),
    isWellKnown: person !== undefined && isWellKnown(person),
    isAtUnusualNight: lines.some(({ at }) => nightHours.has(hourOf(at)) && !habit.usualHours.has(hourOf(at))),
    hasVisit: personId !== undefined && (await hasVisit(ctx, reading, personId, person)),
    daysOfSame: new Set(earlier.map(({ at }) => dayInVietnam(at))).size,
    brokeGlass: lines.some(({ action, purpose }) => action === 'break-glass' || purpose === 'emergency'),
  };
}

async function readPatient(ctx: Context, id: string): Promise<Patient | undefined> {
  const page = await ctx.record.search('Patient', `_id=${id}&_count=1`);
  const text = page.matches[0]?.text;
  return text === undefined ? undefined : (JSON.parse(text) as Patient);
}

/** One of them stands in the other's record as a relative, by the same number or link. */
async function areLinked(ctx: Context, one: string, other: string): Promise<boolean> {
  for (const [patient, relative] of [
    [one, other],
    [other, one],
  ] as const) {
    const page = await ctx.record.search('RelatedPerson', `patient=Patient/${patient}&_count=50`);
    if (page.matches.some(({ text }) => text.includes(`"Patient/${relative}"`))) return true;
  }
  return false;
}

async function hasVisit(
  ctx: Context,
  { facilityId, day }: Reading,
  personId: string,
  person: Patient | undefined,
): Promise<boolean> {
  if (facilityId === null) return true;
  if (person?.managingOrganization?.reference === `Organization/${facilityId}`) return true;
  const place = `Organization/${facilityId}`;
  for (const [type, query] of [
    ['Encounter', `service-provider=${place}&date=ge${addDays(day, -30)}`],
    ['EpisodeOfCare', `organization=${place}&status=active`],
    ['Appointment', `date=ge${addDays(day, -30)}`],
  ] as const) {
    const page = await ctx.record.search(type, `patient=Patient/${personId}&${query}&_count=1`);
    if (page.matches.length > 0) return true;
  }
  return false;
}
