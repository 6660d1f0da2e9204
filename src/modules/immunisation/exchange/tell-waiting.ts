import type { Immunization, Organization, Patient, Resource } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { nationalImmunisation, type SentDose, type SentResult } from '../../doors/api.ts';
import { asSen } from '../station.ts';
import { findMother } from './find-mother.ts';
import { sentDoseOf, type Untellable } from './sent-dose.ts';

const atOnce = 100;
const holdSeconds = 120;
const firstWaitSeconds = 30;
const mostWaitSeconds = 6 * 3600;

/**
 * Tells the national system of doses that wait. Each is named by its Immunization, so a message that was lost half-way is sent again without
 * harm. What is refused, and what cannot be told because something is missing in the record, waits for somebody at the station.
 * @returns how many were dealt with; 0 where nothing waits or the line is not there
 */
export async function tellWaiting(ctx: Context): Promise<number> {
  const desk = ctx.use(nationalImmunisation);
  if (!(await desk.state()).isSet) return 0;
  const taken = await take(ctx);
  if (taken.length === 0) return 0;
  const { doses, untellable, gone } = await gather(asSen(ctx), taken);
  await end(ctx, gone, 'dismissed', 'gone');
  for (const [because, ids] of untellable) await end(ctx, ids, 'refused', because);
  const told = await desk.tell(doses);
  if (!told.reached) {
    await putOff(
      ctx,
      doses.map(({ ref }) => ref),
      told.fault,
    );
    return 0;
  }
  await settle(ctx, doses, told.results);
  return taken.length;
}

/** Takes some in hand; two servers never take the same. */
function take(ctx: Context): Promise<{ immunization_id: string; patient_id: string }[]> {
  return ctx.transaction((tx) =>
    tx.sql.query(
      `update immunisation.outgoing o set held_until = $1::timestamptz + make_interval(secs => $3)
       from (select immunization_id from immunisation.outgoing where state = 'waiting' and not_before <= $1::timestamptz
           and (held_until is null or held_until < $1::timestamptz)
         order by not_before limit $2 for update skip locked) n
       where o.immunization_id = n.immunization_id returning o.immunization_id, o.patient_id`,
      [ctx.now(), atOnce, holdSeconds],
    ),
  );
}

interface Gathered {
  readonly doses: readonly SentDose[];
  readonly untellable: ReadonlyMap<Untellable, string[]>;
  readonly gone: readonly string[];
}

async function gather(
  sen: Context,
  taken: readonly { immunization_id: string; patient_id: string }[],
): Promise<Gathered> {
  const ids = taken.map(({ immunization_id: id }) => id);
  const immunizations = await readMany<Immunization>(sen, 'Immunization', ids);
  const patients = await readMany<Patient>(
    sen,
    'Patient',
    taken.map(({ patient_id: id }) => id),
  );
  const facilities = await readMany<Organization>(
    sen,
    'Organization',
    [...immunizations.values()].flatMap(facilityIdOf),
  );
  const doses: SentDose[] = [];
  const untellable = new Map<Untellable, string[]>();
  const gone: string[] = [];
  for (const { immunization_id: id, patient_id: patientId } of taken) {
    const dose = immunizations.get(id);
    const patient = patients.get(patientId);
    if (dose?.status !== 'completed' || patient === undefined) {
      gone.push(id);
      continue;
    }
    const mother = await findMother(sen, patient);
    const facility = facilities.get(facilityIdOf(dose)[0] ?? '');
    const told = sentDoseOf({
      dose: { ...dose, id },
      patient,
      ...(mother !== undefined && { mother }),
      ...(facility !== undefined && { facility }),
    });
    if (typeof told === 'string') untellable.set(told, [...(untellable.get(told) ?? []), id]);
    else doses.push(told);
  }
  return { doses, untellable, gone };
}

function facilityIdOf({ performer }: Immunization): string[] {
  return (performer ?? []).flatMap(({ actor }) => {
    const [type, id] = actor.reference?.split('/') ?? [];
    return type === 'Organization' && id !== undefined ? [id] : [];
  });
}

async function readMany<T extends Resource>(
  { record }: Context,
  type: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, T>> {
  const each = [...new Set(ids)];
  if (each.length === 0) return new Map();
  const page = await record.search(
    type,
    `_id=${each.map(encodeURIComponent).join(',')}&_count=${each.length}`,
  );
  return new Map(page.matches.map(({ id, text }) => [id, { ...(JSON.parse(text) as T), id }]));
}

async function settle(
  ctx: Context,
  doses: readonly SentDose[],
  results: readonly SentResult[],
): Promise<void> {
  const byRef = new Map(results.map((one) => [one.ref, one]));
  const silent = doses.filter(({ ref }) => !byRef.has(ref)).map(({ ref }) => ref);
  await putOff(ctx, silent, 'no-result');
  for (const [because, list] of Map.groupBy(
    results.filter(({ outcome }) => outcome === 'refused'),
    (one) => one.because ?? 'refused',
  ))
    await end(
      ctx,
      list.map(({ ref }) => ref),
      'refused',
      because,
    );
  const told = results.filter(({ outcome }) => outcome !== 'refused');
  await ctx.sql.query(
    `update immunisation.outgoing o set state = 'told', because = null, held_until = null, their_id = u.their, told_at = $3
     from unnest($1::text[], $2::text[]) u (id, their) where o.immunization_id = u.id`,
    [told.map(({ ref }) => ref), told.map(({ id }) => id ?? null), ctx.now()],
  );
}

async function end(
  ctx: Context,
  ids: readonly string[],
  state: 'refused' | 'dismissed',
  because: string,
): Promise<void> {
  if (ids.length === 0) return;
  await ctx.sql.query(
    `update immunisation.outgoing set state = $2, because = $3, held_until = null where immunization_id = any ($1::text[])`,
    [ids, state, because],
  );
}

async function putOff(ctx: Context, ids: readonly string[], because: string): Promise<void> {
  if (ids.length === 0) return;
  await ctx.sql.query(
    `update immunisation.outgoing set held_until = null, because = $4, tries = tries + 1,
       not_before = $2::timestamptz + make_interval(secs => least($5, $3 * power(2, least(tries, 20))::int))
     where immunization_id = any ($1::text[])`,
    [ids, ctx.now(), firstWaitSeconds, because, mostWaitSeconds],
  );
}
