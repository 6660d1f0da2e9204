import type { ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import type { Prescribed } from '#modules/outpatient/api.ts';

/** A vital sign as it was typed; `kept` is why an impossible value stands all the same. */
export interface TypedSign {
  readonly loinc: string;
  readonly value: number;
  readonly kept?: string;
}

export interface Diagnosis {
  /** ICD-10 with its dot. */
  readonly code: string;
  readonly name: string;
}

/** Sent on to somebody else, with a letter. */
export interface Referral {
  readonly to: string;
  readonly why: string;
}

/** Who pays: the insurance, the person, or nobody (programme). */
export type Payment = 'insured' | 'paid' | 'free';

/** One visit as a screen holds it. */
export interface VisitDraft {
  readonly patientId: string;
  readonly atHome: boolean;
  readonly startedAt: Date;
  readonly reason: string;
  readonly programme?: ProgrammeCode;
  readonly payment: Payment;
  readonly signs: readonly TypedSign[];
  readonly examination: string;
  /** The principal diagnosis first. */
  readonly diagnoses: readonly Diagnosis[];
  readonly medicines: readonly Prescribed[];
  /** Why a prescription was kept although a check spoke against it. */
  readonly dosesKept?: string;
  readonly procedures: readonly string[];
  readonly referral?: Referral;
  /** Day of the next visit. */
  readonly next?: string;
}

/** An empty visit of somebody. */
export function emptyVisit(patientId: string, now: Date): VisitDraft {
  return {
    patientId,
    atHome: false,
    startedAt: now,
    reason: '',
    payment: 'insured',
    signs: [],
    examination: '',
    diagnoses: [],
    medicines: [],
    procedures: [],
  };
}

/** What a visit cannot be saved without. */
export type Missing = 'reason' | 'diagnosis';

/** What is still to be filled in: a reason or a programme, and a diagnosis. */
export function missingOf(draft: VisitDraft): Missing[] {
  return [
    ...(draft.reason.trim() === '' ? (['reason'] as const) : []),
    ...(draft.diagnoses.length === 0 ? (['diagnosis'] as const) : []),
  ];
}
