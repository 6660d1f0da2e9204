import { z } from 'zod';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { AuditRecord } from '#platform/audit/search-audit.ts';
import type { Context, Job } from '#platform/context.ts';
import { raiseAt, scoreReading } from '../domain/unusual-rules.ts';
import { raiseReview } from '../routes/raise-review.ts';
import { factsOf, habitOf, type Habit, type Reading } from './reading-facts.ts';

const placeName = 'find-unusual';
const pageLines = 2000;
/** Pages of one run; what is left is read by the next. */
const mostPages = 50;
/** Rules about how many, which are about no single person. */
const aboutMany = new Set(['many-in-hour', 'many-in-day']);
const looks = new Set(['read', 'search', 'history', 'operation', 'break-glass']);

/** Reads the new lines of the log and raises what the rules find. Goes on where the run before stopped, whatever became of it. */
export const findUnusualJob: Job<Record<string, never>> = {
  name: 'access-log.find-unusual',
  schedule: '*/5 * * * *',
  retry: { limit: 3, backoffSeconds: 60 },
  payload: z.object({}),
  async run(ctx) {
    for (let page = 0; page < mostPages; page += 1) if ((await readPage(ctx)) < pageLines) return;
  },
};

/** One page in one transaction, its findings and its place together. Returns how many lines it read. */
async function readPage(ctx: Context): Promise<number> {
  return ctx.transaction(async (tx) => {
    await tx.sql.query(
      `insert into access_log.place (name, place) values ($1, '') on conflict (name) do nothing`,
      [placeName],
    );
    const [row] = await tx.sql.query<{ place: string }>(
      'select place from access_log.place where name = $1 for update',
      [placeName],
    );
    const { lines, place } = await tx.trail.since(row?.place ?? '', pageLines);
    await judge(tx, lines);
    await tx.sql.query('update access_log.place set place = $2 where name = $1', [placeName, place]);
    return lines.length;
  });
}

async function judge(ctx: Context, lines: readonly AuditRecord[]): Promise<void> {
  const readings = gather(lines);
  const habits = new Map<string, Habit>();
  // Her own record is hers, also where she works.
  const accounts = await ctx.trail.names(readings.map(({ actorId }) => actorId));
  const persons = await ctx.trail.personIds(readings.map(({ patientId }) => patientId));
  for (const reading of readings) {
    const { actorId, patientId, day } = reading;
    const own = accounts.get(actorId)?.patientId;
    if (own !== undefined && (own === patientId || own === persons.get(patientId))) continue;
    const key = `${actorId} ${day}`;
    const habit = habits.get(key) ?? (await habitOf(ctx, actorId, day));
    habits.set(key, habit);
    await judgeReading(ctx, reading, habit);
  }
}

function gather(lines: readonly AuditRecord[]): Reading[] {
  const told = lines.filter(
    (line) =>
      line.actor_kind === 'person' &&
      line.patient_id !== null &&
      line.outcome === 'ok' &&
      line.resource_type !== 'AuditEvent' &&
      looks.has(line.action) &&
      // Who looks only at herself and her own holds no role at a facility.
      line.purpose !== 'own',
  );
  const groups = Map.groupBy(told, (line) => `${line.actor_id} ${line.patient_id} ${dayInVietnam(line.at)}`);
  return [...groups.values()].map((group) => ({
    actorId: group[0]!.actor_id,
    facilityId: group[0]!.facility_id,
    patientId: group[0]!.patient_id!,
    day: dayInVietnam(group[0]!.at),
    lines: group.toSorted((one, other) => one.at.getTime() - other.at.getTime()),
  }));
}

async function judgeReading(ctx: Context, reading: Reading, habit: Habit): Promise<void> {
  const { score, rules } = scoreReading(await factsOf(ctx, reading, habit));
  if (score < raiseAt) return;
  const isAboutMany = rules.some((rule) => aboutMany.has(rule));
  const patientId = isAboutMany ? null : reading.patientId;
  // Once a day for one account and person, and once a day where it is about many.
  const known = await ctx.sql.query(
    `select 1 as known from access_log.review
     where account_id = $1 and day = $2 and kind = 'unusual' and patient_id is not distinct from $3`,
    [reading.actorId, reading.day, patientId],
  );
  if (known.length > 0) return;
  await raiseReview(ctx, {
    kind: 'unusual',
    facilityId: reading.facilityId,
    accountId: reading.actorId,
    patientId,
    rules: isAboutMany ? rules.filter((rule) => aboutMany.has(rule)) : rules,
    score,
    lineId: reading.lines[0]!.id,
    day: reading.day,
    lines: reading.lines.length,
    first: reading.lines[0]!.at,
    last: reading.lines.at(-1)!.at,
    raisedBy: 'sen',
  });
}
