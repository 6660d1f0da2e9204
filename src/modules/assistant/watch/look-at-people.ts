import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { facilityInCharge } from '#platform/record/facility-in-charge.ts';
import { isGone } from '#platform/record/own-people.ts';
import { personBucket } from '#platform/record/place.ts';
import { rules } from '../domain/rules.ts';
import { readStanding, type Standing } from '../store/alert-rows.ts';
import { readStates } from '../store/rule-states.ts';
import { applyRule, endAlert, type News } from './apply.ts';
import { readEach } from './read-each.ts';
import { readFacts, type PersonFacts } from './read-facts.ts';
import { tell } from './tell.ts';

const atOnce = 40;
/** Whose lines could not be read is looked at again so much later. */
const putOffMs = 15 * 60_000;

interface WatchRow {
  readonly patient_id: string;
  readonly heard_at: Date;
  readonly readings_until: Date | null;
  readonly results_until: Date | null;
  readonly medicines_until: Date | null;
}

/**
 * Works the rules out for people of whom something new was heard, and then for those whose day has come. Read as Sen; who is shown what is asked
 * again when a page shows it. Broken off anywhere, the next look does the rest.
 * @returns how many were looked at
 */
export async function lookAtPeople(ctx: Context, most: number): Promise<number> {
  const sen = ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
  let looked = 0;
  while (looked < most) {
    const rows = await nextRows(sen, Math.min(atOnce, most - looked));
    if (rows.length === 0) break;
    await lookAt(sen, rows);
    looked += rows.length;
  }
  return looked;
}

async function nextRows(ctx: Context, most: number): Promise<WatchRow[]> {
  const columns = 'patient_id, heard_at, readings_until, results_until, medicines_until';
  const stale = await ctx.sql.query<WatchRow>(
    `select ${columns} from assistant.watch where stale order by heard_at limit $1`,
    [most],
  );
  if (stale.length > 0) return stale;
  return ctx.sql.query<WatchRow>(
    `select ${columns} from assistant.watch where look_at <= $1 and not stale limit $2`,
    [ctx.now(), most],
  );
}

async function lookAt(ctx: Context, rows: readonly WatchRow[]): Promise<void> {
  const now = ctx.now();
  const isOn = (until: Date | null): boolean => until !== null && until > now;
  const ids = rows.map(({ patient_id: id }) => id);
  const standing = await readStanding(ctx.sql, ids);
  // What an open alert stands on is read for as long as it is open, or it would seem to be over.
  const withOpen = new Set([...standing.values()].flatMap(({ open }) => open?.patient_id ?? []));
  const wanted = rows.map(({ patient_id: patientId, ...row }) => {
    const isOpen = withOpen.has(patientId);
    return {
      patientId,
      readings: isOpen || isOn(row.readings_until),
      results: isOpen || isOn(row.results_until),
      medicines: isOpen || isOn(row.medicines_until),
    };
  });
  const { people, unread } = await readEach(wanted, (some) => readFacts(ctx, some));
  if (unread.size > 0) ctx.log.error('assistant.facts-failed', { people: unread.size });
  const silenced = new Set(
    [...(await readStates(ctx))].flatMap(([code, { silencedAt }]) =>
      silencedAt === undefined ? [] : [code],
    ),
  );
  const morning = new Date(`${addDays(dayInVietnam(now), 1)}T06:00:00+07:00`);
  const again = new Map<string, Date>();
  for (const row of rows) {
    if (unread.has(row.patient_id)) {
      again.set(row.patient_id, new Date(now.getTime() + putOffMs));
      continue;
    }
    const person = people.get(row.patient_id);
    const dues =
      person === undefined
        ? []
        : await lookAtOne(ctx, person, standing, silenced).catch(failed(ctx, morning));
    const next = dues
      .filter((at) => at > now && at < morning)
      .toSorted((a, b) => a.getTime() - b.getTime())[0];
    if (dues.length > 0 || isOn(row.readings_until) || isOn(row.results_until))
      again.set(row.patient_id, next ?? morning);
  }
  await settle(ctx, rows, again);
}

/** One person's rules in one transaction with what she is told. Returns until when each alert that stays open is to be answered. */
async function lookAtOne(
  ctx: Context,
  { patient, facts }: PersonFacts,
  standing: ReadonlyMap<string, Standing>,
  silenced: ReadonlySet<string>,
): Promise<readonly Date[]> {
  const patientId = patient.id!;
  return ctx.transaction(async (inner) => {
    const news: News[] = [];
    const dues: Date[] = [];
    for (const rule of rules) {
      const stand = standing.get(`${patientId} ${rule.code}`) ?? { open: undefined, before: {} };
      if (stand.open !== undefined) dues.push(stand.open.due_at);
      if (isGone(patient)) {
        if (stand.open !== undefined) await endAlert(inner, stand.open);
        continue;
      }
      // A silenced rule opens nothing; what is open already is still answered.
      if (silenced.has(rule.code) && stand.open === undefined) continue;
      const told = await applyRule(
        inner,
        rule,
        { patientId, facilityId: facilityInCharge(patient), facts },
        stand,
      );
      if (told === undefined) continue;
      news.push(told);
      dues.push(new Date(inner.now().getTime() + told.finding.stage.answerHours * 3_600_000));
    }
    await tell(inner, patientId, news);
    return dues;
  });
}

/** One person whose lines cannot be worked out stops nobody else; tomorrow she is looked at again. */
function failed(ctx: Context, next: Date): (error: unknown) => readonly Date[] {
  return (error) => {
    ctx.log.error('assistant.person-failed', { error: error instanceof Error ? error.name : '' });
    return [next];
  };
}

/** What was heard meanwhile stays to be looked at. */
async function settle(
  ctx: Context,
  rows: readonly WatchRow[],
  again: ReadonlyMap<string, Date>,
): Promise<void> {
  await ctx.sql.query(
    `update assistant.watch w set stale = w.heard_at > u.heard_at, look_at = u.look_at
     from unnest($1::int[], $2::text[], $3::timestamptz[], $4::timestamptz[]) u (bucket, patient_id, heard_at, look_at)
     where w.bucket = u.bucket and w.patient_id = u.patient_id and w.bucket = any ($1::int[])`,
    [
      rows.map(({ patient_id: id }) => personBucket(id)),
      rows.map(({ patient_id: id }) => id),
      rows.map(({ heard_at: heardAt }) => heardAt),
      rows.map(({ patient_id: id }) => again.get(id) ?? null),
    ],
  );
}
