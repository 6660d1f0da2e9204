import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import type { RegisterName } from '../../doors/api.ts';
import { certainFields } from '../domain/certain.ts';
import { correctPatient, numberSystem } from '../domain/correct-patient.ts';
import type { FieldName, Side } from '../domain/fields.ts';
import type { Verdict } from '../domain/judge.ts';
import type { Judged } from '../results/verdict-of.ts';
import { writeCorrection } from './write-correction.ts';

type Settled = Judged & { readonly verdict: Verdict };

/**
 * Writes what is certain by rule (`certainFields`) and returns those of whom something is left to repair. A new number that somebody else
 * in the record holds is not certain: one of the two records is wrong, and people find out which.
 */
export async function applyCertain(
  ctx: Context,
  register: RegisterName,
  known: readonly Settled[],
): Promise<Settled[]> {
  const left: Settled[] = [];
  for (const one of known) {
    const { verdict, ours, patient } = one;
    const take = certainFields(register, verdict, ours);
    const { theirs } = verdict;
    if (
      take.length === 0 ||
      theirs === undefined ||
      (await isHeld(ctx, patient.id, register, take, theirs))
    ) {
      left.push(one);
      continue;
    }
    const current = JSON.parse((await ctx.record.read('Patient', patient.id)).text) as Patient;
    const corrected = correctPatient(current, theirs, take, register, dayInVietnam(ctx.now()));
    await writeCorrection(ctx, corrected, { register, take, rule: 'certain' });
  }
  return left;
}

async function isHeld(
  ctx: Context,
  patientId: string,
  register: RegisterName,
  take: readonly FieldName[],
  theirs: Side,
): Promise<boolean> {
  const isCard = take.includes('card');
  const system = isCard ? identifierSystem.insuranceCard : numberSystem(register);
  const value = isCard ? theirs.card : theirs.number;
  const page = await ctx.record.search(
    'Patient',
    `identifier=${encodeURIComponent(`${system}|${value ?? ''}`)}&_count=5`,
  );
  return page.matches.some(({ id }) => id !== patientId);
}
