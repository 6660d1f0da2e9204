import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { PersonFeatures } from '#kernel/matching/person-features.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import type { Candidate, Registration } from '../api.ts';
import { writeCompared } from '../index/follow-patients.ts';
import { featuresOfPatient } from '../index/read-person.ts';
import { locksOf, takeLocks, type Lock } from './lock-newcomer.ts';
import { matchMany } from './match.ts';
import { takeCodes } from './take-codes.ts';
import { tellPairs } from './told-pairs.ts';

/** Where and after what a person is registered. */
export interface RegisterOptions {
  /** Five characters; that of the actor's own facility unless told. */
  readonly facility?: string | undefined;
  readonly distinctFrom?: readonly string[] | undefined;
}

/** Somebody who is to be registered, by whom, and what is known of her before the store is asked. */
export interface Newcomer {
  readonly ctx: Context;
  readonly draft: Patient;
  readonly options: RegisterOptions;
  readonly features: PersonFeatures;
  readonly locks: readonly Lock[];
}

const mostCandidates = 10;

/** Makes a draft ready to be registered. Never throws for what it says. */
export async function newcomerOf(ctx: Context, draft: Patient, options: RegisterOptions): Promise<Newcomer> {
  const features = await featuresOfPatient(draft);
  return { ctx, draft, options, features, locks: locksOf(draft, features) };
}

/**
 * Finds or makes the person of a draft. She is found only by a rule of certainty, or where everything that both records say agrees; she is
 * never joined to somebody who is only like her: those are told as candidates. Errors: registry.number-of-another.
 */
export async function registerPerson(
  ctx: Context,
  draft: Patient,
  options: RegisterOptions = {},
): Promise<Registration> {
  const newcomer = await newcomerOf(ctx, draft, options);
  const [registration] = await ctx.transaction((tx) => registerAll(tx, [newcomer]));
  if (registration instanceof AppError) throw registration;
  return registration!;
}

/**
 * Registers people who share no lock, in one transaction and about as many statements as for one. Gives for each how it ended; a refusal
 * is given for her alone, anything else that is thrown undoes them all.
 */
export async function registerAll(
  tx: Context,
  newcomers: readonly Newcomer[],
): Promise<(Registration | AppError)[]> {
  await takeLocks(
    tx,
    newcomers.flatMap(({ locks }) => locks),
  );
  const found = await matchMany(tx, newcomers, mostCandidates);
  const verdicts = newcomers.map(({ options }, at) => judge(found[at]!, options));
  const isNew = (at: number): boolean => verdicts[at]!.outcome === 'made';
  const made = await makePatients(
    tx,
    newcomers.filter((_, at) => isNew(at)),
  );
  const registrations: (Registration | AppError)[] = [];
  for (const [at, newcomer] of newcomers.entries()) {
    const ctx = tx.as(newcomer.ctx.actor);
    const { outcome, candidates } = verdicts[at]!;
    if (outcome === 'refused') registrations.push(new AppError('registry.number-of-another'));
    else if (outcome === 'found') {
      const { text } = await asSen(ctx).record.read('Patient', candidates[0]!.personId);
      registrations.push({ outcome, patient: JSON.parse(text) as Patient, candidates });
    } else {
      const patient = made.shift()!;
      await tellPairs(
        ctx,
        candidates.map((candidate) => ({ personId: patient.id!, candidate })),
      );
      registrations.push({
        outcome: candidates.length === 0 ? 'made' : 'made-with-candidates',
        patient,
        candidates,
      });
    }
  }
  return registrations;
}

interface Verdict {
  readonly outcome: 'made' | 'found' | 'refused';
  /** The one she is first, where she is found. */
  readonly candidates: readonly Candidate[];
}

function judge(all: readonly Candidate[], { distinctFrom }: RegisterOptions): Verdict {
  const aside = new Set(distinctFrom);
  const candidates = all.filter(({ personId }) => !aside.has(personId));
  const certain = candidates.filter((candidate) => isSure(candidate));
  // Two who are both certain are one person made twice, or two with one number: for a human.
  if (certain.length === 1)
    return { outcome: 'found', candidates: [...certain, ...candidates.filter((one) => one !== certain[0])] };
  return { outcome: all.some(holdsNumber) ? 'refused' : 'made', candidates };
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

/** Makes those who are new, all in one write; nobody is compared a second time by who follows the writes. */
async function makePatients(tx: Context, newcomers: readonly Newcomer[]): Promise<Patient[]> {
  if (newcomers.length === 0) return [];
  const codes = await takeCodes(
    tx,
    newcomers.map(({ ctx, draft, options: { facility } }) => {
      if (!needsCode(draft)) return undefined;
      return { facility, facilityId: ctx.actor.facilityId, sen: asSen(tx.as(ctx.actor)) };
    }),
  );
  const news = newcomers.map(({ ctx, draft }, at) => ({
    actor: ctx.actor,
    resource: patientOf(ctx, draft, codes[at]),
  }));
  const written = await writeCompared(() => tx.record.createTogether(news));
  return written.map(({ text }) => JSON.parse(text) as Patient);
}

function needsCode({ identifier }: Patient): boolean {
  return !(identifier ?? []).some(({ system }) => system === identifierSystem.personalNumber);
}

function patientOf({ actor }: Context, draft: Patient, code: string | undefined): Patient {
  return {
    ...draft,
    identifier: [
      ...(draft.identifier ?? []),
      ...(code === undefined
        ? []
        : [{ use: 'temp' as const, system: identifierSystem.temporary, value: code }]),
    ],
    // Whoever registers somebody new has her in charge from then on; without a facility it is the nation's register itself.
    ...(draft.managingOrganization === undefined &&
      actor.facilityId !== undefined && {
        managingOrganization: { reference: `Organization/${actor.facilityId}` },
      }),
  };
}

/** As Sen itself: what a registration must know reaches beyond the desk it is made at. */
export function asSen(ctx: Context): Context {
  return ctx.as(platformActor(ctx.actor.requestId));
}
