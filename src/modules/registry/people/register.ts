import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { candidatesFound, type Candidate, type Registration } from '../api.ts';
import { temporaryCode } from '../domain/temporary-code.ts';
import { featuresOfPatient } from '../index/read-person.ts';
import { lockNewcomer } from './lock-newcomer.ts';
import { matchFeatures } from './match.ts';
import { markTold } from './told-pairs.ts';

/** Where and after what a person is registered. */
export interface RegisterOptions {
  /** Five characters; that of the actor's own facility unless told. */
  readonly facility?: string;
  readonly distinctFrom?: readonly string[];
}

const mostCandidates = 10;

/**
 * Finds or makes the person of a draft. She is found only by a rule of certainty, or where everything that both records say agrees; she is
 * never joined to somebody who is only like her: those are told as candidates. Errors: registry.number-of-another.
 */
export async function registerPerson(
  ctx: Context,
  draft: Patient,
  options: RegisterOptions = {},
): Promise<Registration> {
  return ctx.transaction(async (tx) => {
    const features = await featuresOfPatient(draft);
    await lockNewcomer(tx, draft, features);
    const all = await matchFeatures(tx, features, mostCandidates);
    const aside = new Set(options.distinctFrom);
    const candidates = all.filter(({ personId }) => !aside.has(personId));
    const certain = candidates.filter((candidate) => isSure(candidate));
    // Two who are both certain are one person made twice, or two with one number: for a human.
    if (certain.length === 1) {
      const { text } = await asSen(tx).record.read('Patient', certain[0]!.personId);
      return { outcome: 'found', patient: JSON.parse(text) as Patient, candidates };
    }
    if (all.some(holdsNumber)) throw new AppError('registry.number-of-another');
    const patient = await makePatient(tx, draft, options.facility);
    for (const candidate of candidates)
      if (candidate.grade !== 'certainly-not') await tell(tx, patient.id!, candidate);
    await tx.sql.query('update registry.person set checked_at = $2 where person_id = $1', [
      patient.id,
      tx.now(),
    ]);
    return { outcome: candidates.length === 0 ? 'made' : 'made-with-candidates', patient, candidates };
  });
}

/** A rule of law says so; or no field that both state differs, the birthday and the whole name among them, and chance is ruled out. */
function isSure({ grade, explanation }: Candidate): boolean {
  if (grade !== 'certain') return false;
  if (explanation.rule === 'same-number') return true;
  const levelOf = (field: string): string | undefined =>
    explanation.fields.find((one) => one.field === field)?.level;
  return (
    explanation.fields.every(({ level }) => level !== 'different') &&
    levelOf('birth') === 'same' &&
    levelOf('given') === 'same' &&
    (levelOf('phone') === 'same' || levelOf('address') === 'home' || levelOf('otherNumber') === 'same')
  );
}

/** The number is somebody's already, and that is not sure to be her. */
function holdsNumber({ explanation }: Candidate): boolean {
  return explanation.fields.some(({ field, level }) => field === 'personalNumber' && level === 'same');
}

async function makePatient(ctx: Context, draft: Patient, facility: string | undefined): Promise<Patient> {
  const needsCode = !(draft.identifier ?? []).some(
    ({ system }) => system === identifierSystem.personalNumber,
  );
  const code = needsCode ? await nextCode(ctx, facility) : undefined;
  const made = await ctx.record.create({
    ...draft,
    identifier: [
      ...(draft.identifier ?? []),
      ...(code === undefined
        ? []
        : [{ use: 'temp' as const, system: identifierSystem.temporary, value: code }]),
    ],
    // Whoever registers somebody new has her in charge from then on; without a facility it is the nation's register itself.
    ...(draft.managingOrganization === undefined &&
      ctx.actor.facilityId !== undefined && {
        managingOrganization: { reference: `Organization/${ctx.actor.facilityId}` },
      }),
  });
  return JSON.parse(made.text) as Patient;
}

async function nextCode(ctx: Context, facility: string | undefined): Promise<string> {
  const code = facility ?? (await ownFacilityCode(ctx)) ?? '00000';
  const [row] = await ctx.sql.query<{ last: number }>(
    `insert into registry.code_number as c (facility, day, last)
     values ($1, ($2::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date, 1)
     on conflict (facility, day) do update set last = c.last + 1 returning last`,
    [code, ctx.now()],
  );
  return temporaryCode(code, ctx.now(), row!.last);
}

async function ownFacilityCode(ctx: Context): Promise<string | undefined> {
  const id = ctx.actor.facilityId;
  if (id === undefined) return undefined;
  const found = await asSen(ctx).record.search('Organization', `_id=${encodeURIComponent(id)}`);
  const text = found.matches[0]?.text;
  const identifiers = text === undefined ? [] : ((JSON.parse(text) as Patient).identifier ?? []);
  return identifiers.find(({ system }) => system === identifierSystem.facility)?.value;
}

async function tell(ctx: Context, personId: string, candidate: Candidate): Promise<void> {
  const { personId: otherId, score, grade, explanation } = candidate;
  if (!(await markTold(ctx, personId, otherId, grade))) return;
  await ctx.emit(candidatesFound, { personId, otherId, score, grade, explanation });
}

/** As Sen itself: what a registration must know reaches beyond the desk it is made at. */
export function asSen(ctx: Context): Context {
  return ctx.as(platformActor(ctx.actor.requestId));
}
