import type { Patient } from '@medplum/fhirtypes';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import {
  registers,
  type InsuredPerson,
  type RegisterFault,
  type RegisterName,
  type Told,
} from '../../doors/api.ts';
import type { Side } from '../domain/fields.ts';
import { judgeCitizen, judgeInsured, nobody, type Verdict } from '../domain/judge.ts';
import { askedNumber, sideOfPatient } from '../domain/sides.ts';

/** A stored person. */
export type StoredPatient = Patient & { readonly id: string };

/** What became of the question about one person. */
export interface Judged {
  readonly patient: StoredPatient;
  readonly ours: Side;
  /** Undefined where the register's answer about her was refused: nothing is known then, and she is asked about again later. */
  readonly verdict: Verdict | undefined;
  /** What social insurance says of her and her card. */
  readonly insured?: InsuredPerson;
}

/** What became of a question about several. */
export type Asked =
  | { readonly reached: true; readonly judged: readonly Judged[]; readonly withoutNumber: number }
  | { readonly reached: false; readonly fault: RegisterFault };

/** Asks a register about people and judges what it says. Up to 500 people, outside a transaction; writes nothing about them. */
export async function askAbout(
  ctx: Context,
  register: RegisterName,
  patients: readonly StoredPatient[],
): Promise<Asked> {
  const today = dayInVietnam(ctx.now());
  const known = patients.flatMap((patient) => {
    const number = askedNumber(patient, register, today);
    return number === undefined ? [] : [{ patient, number, ours: sideOfPatient(patient, register, today) }];
  });
  const asked = known.map(({ number, ours }, at) => ({
    ref: String(at),
    number,
    ...(ours.name !== undefined && { name: ours.name }),
    ...(ours.birthDate !== undefined && { birthDate: ours.birthDate }),
    ...(ours.sex !== undefined && { sex: ours.sex }),
  }));
  const judge = <Person>(
    told: Told<Person>,
    compare: (ours: Side, person: Person) => Verdict,
    keep: (person: Person) => Pick<Judged, 'insured'> = () => ({}),
  ): Asked => {
    if (!told.reached) return told;
    const judged = told.answers.map((answer, at): Judged => {
      const { patient, ours } = known[at]!;
      if (answer.outcome === 'refused') return { patient, ours, verdict: undefined };
      if (answer.outcome !== 'found') return { patient, ours, verdict: nobody };
      return { patient, ours, verdict: compare(ours, answer.person), ...keep(answer.person) };
    });
    return { reached: true, judged, withoutNumber: patients.length - known.length };
  };
  const desk = ctx.use(registers);
  return register === 'population'
    ? judge(await desk.population(asked), judgeCitizen)
    : judge(await desk.insurance(asked), judgeInsured, (insured) => ({ insured }));
}
