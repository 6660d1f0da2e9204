import { createHash, randomInt } from 'node:crypto';
import type { Patient } from '@medplum/fhirtypes';
import { bucketCount, newId } from '#kernel/fhir/id.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Context } from '#platform/context.ts';
import { matchPerson } from './domain/match-person.ts';
import { newPatient, updatedPatient } from './domain/patient-update.ts';
import { claimedNumbers } from './domain/person-identity.ts';
import type { ClaimedNumber, NumberField, PersonIdentity } from './domain/person-identity.ts';
import { personRules } from './person-rules.ts';

/** Who it is, or why it must not be decided by a machine (`rule`, `field`: the number that does not fit). */
export type PersonResolution =
  | {
      readonly patient: Patient & { readonly id: string };
      readonly outcome: 'made' | 'updated' | 'unchanged';
      readonly alsoLooksLike?: string;
    }
  | {
      readonly refuse: {
        readonly rule: keyof typeof personRules;
        readonly field: NumberField;
        readonly text: Bilingual;
      };
    };

/**
 * Finds or makes the person of a message and writes what is new about her. Call it inside the transaction of the step, so that a
 * person is never made for a message that then fails.
 */
export async function resolvePerson(ctx: Context, identity: PersonIdentity): Promise<PersonResolution> {
  const [resolution] = await resolvePeople(ctx, [identity]);
  if (resolution === undefined) throw new Error('one identity gives one resolution');
  if ('patient' in resolution && resolution.outcome !== 'unchanged')
    await ctx.record.update(resolution.patient);
  return resolution;
}

/**
 * The same for many, with one search and without writing: the caller puts each `patient` that was made or updated into its bundle
 * (the last resolution of a person holds all that was added). Later identities see the people that earlier ones made.
 */
export async function resolvePeople(
  ctx: Context,
  identities: readonly PersonIdentity[],
): Promise<PersonResolution[]> {
  const claims = identities.map((identity) => ({ identity, numbers: claimedNumbers(identity) }));
  await lockNumbers(
    ctx,
    claims.flatMap((c) => c.numbers),
  );
  const known = await findHolders(
    ctx,
    claims.flatMap((c) => c.numbers),
  );
  return claims.map(({ identity, numbers }) => {
    const decision = matchPerson(identity, numbers, [...known.values()]);
    if ('refuse' in decision) {
      return { refuse: { rule: decision.refuse, field: decision.field, text: personRules[decision.refuse] } };
    }
    const before = decision.match;
    const free =
      decision.match === undefined ? numbers : numbers.filter((n) => !isHeldByAnother(n, before, known));
    const after =
      before === undefined
        ? newPatient(newId(randomInt(bucketCount), ctx.now()), identity, numbers)
        : updatedPatient(before, identity, free);
    if (after.id === undefined) throw new Error('a stored person has an id');
    known.set(after.id, after);
    const patient = { ...after, id: after.id };
    if (before === undefined) return { patient, outcome: 'made' };
    const outcome = after === before ? 'unchanged' : 'updated';
    return 'alsoLooksLike' in decision && decision.alsoLooksLike !== undefined
      ? { patient, outcome, alsoLooksLike: decision.alsoLooksLike }
      : { patient, outcome };
  });
}

function isHeldByAnother(
  number: ClaimedNumber,
  holder: Patient | undefined,
  known: ReadonlyMap<string, Patient>,
): boolean {
  for (const patient of known.values()) {
    if (patient.id === holder?.id) continue;
    if (
      patient.identifier?.some(
        (i) => i.system === number.identifier.system && i.value === number.identifier.value,
      )
    )
      return true;
  }
  return false;
}

/**
 * Two senders that speak of the same new person at one time must not make her twice: who comes second waits for the first to commit
 * and then finds her. Locks are taken in one order, so that two batches cannot wait for each other.
 */
async function lockNumbers(ctx: Context, numbers: readonly ClaimedNumber[]): Promise<void> {
  const keys = numbers.map((n) => lockKey(`${n.identifier.system}|${n.identifier.value}`));
  if (keys.length === 0) return;
  const sorted = [...new Set(keys)].toSorted((a, b) => a - b);
  await ctx.sql.query('select pg_advisory_xact_lock(7364, k) from unnest($1::int[]) as k', [sorted]);
}

/** 32 bits of a hash; two numbers that share one only wait for each other without need. */
function lockKey(text: string): number {
  return createHash('sha256').update(text).digest().readInt32BE(0);
}

/** Numbers per search: keeps one statement small whatever the batch. */
const NUMBERS_PER_SEARCH = 60;

async function findHolders(ctx: Context, numbers: readonly ClaimedNumber[]): Promise<Map<string, Patient>> {
  const known = new Map<string, Patient>();
  const tokens = [
    ...new Set(numbers.map((n) => `${n.identifier.system}|${escapeToken(n.identifier.value)}`)),
  ];
  for (let i = 0; i < tokens.length; i += NUMBERS_PER_SEARCH) {
    const query = `identifier=${encodeURIComponent(tokens.slice(i, i + NUMBERS_PER_SEARCH).join(','))}&_count=1000`;
    const page = await ctx.record.search('Patient', query);
    for (const match of page.matches) {
      const patient = JSON.parse(match.text) as Patient;
      known.set(match.id, await followMerge(ctx, patient));
    }
  }
  return new Map([...known.values()].map((patient) => [patient.id ?? '', patient]));
}

/** Records are joined one after another; the store lets no circle arise. */
const longestChain = 60;

/** A merged record points to the one that lives on, which may have been merged in turn. */
export async function followMerge(ctx: Context, patient: Patient): Promise<Patient> {
  let last = patient;
  for (let steps = 0; steps < longestChain; steps += 1) {
    const successor = last.link?.find((l) => l.type === 'replaced-by')?.other.reference;
    const id = successor?.startsWith('Patient/') === true ? successor.slice('Patient/'.length) : undefined;
    if (id === undefined) break;
    last = JSON.parse((await ctx.record.read('Patient', id)).text) as Patient;
  }
  return last;
}

/** Search values escape what the grammar uses. @source FHIR R4 Search, 3.1.1.4 escaping */
function escapeToken(value: string): string {
  return value.replace(/[\\,|$]/g, (c) => `\\${c}`);
}
