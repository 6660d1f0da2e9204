import { areSwapped, judgeSigns, type SignFinding } from '#kernel/terminology/judge-signs.ts';
import { findVitalSign } from '#kernel/terminology/vital-signs.ts';
import { convertReading } from './convert-reading.ts';
import { kindsOfReading, type Sample } from './reading.ts';

/** Why a reading is not taken; each has its sentence on the page. */
export const refusals = [
  'numbers',
  'unit',
  'beyond',
  'impossible',
  'swapped',
  'future',
  'clock',
  'before-birth',
] as const;
export type Refusal = (typeof refusals)[number];

/** What a reading is judged against. */
export interface Around {
  readonly now: Date;
  /** Of whom it is told. */
  readonly birthDate?: string | undefined;
}

/** A reading in the units of the record, or why it is none. */
export type Judged =
  { readonly values: readonly number[]; readonly at: string } | { readonly refuse: Refusal };

/** A clock may be ahead of ours by so much. */
const aheadMs = 10 * 60_000;
/** No device that speaks here was made before; whoever's clock says so was never set. Own rule, verify. */
const firstYear = 2005;

/**
 * Whether a reading can be of a living person and was measured when it says. What is hardly possible is taken only from a person who says why;
 * what nobody can have is refused also then. Pure.
 */
export function judgeReading(sample: Sample, around: Around): Judged {
  const { kind, unit, kept } = sample;
  const { loincs } = kindsOfReading[kind];
  if (sample.values.length !== loincs.length || !sample.values.every(isNumber)) return { refuse: 'numbers' };
  const values: number[] = [];
  for (const value of sample.values) {
    const converted = convertReading(kind, value, unit);
    if (converted === undefined) return { refuse: 'unit' };
    values.push(converted);
  }
  const signs = loincs.map((loinc, at) => ({ loinc, value: values[at]! }));
  if (signs.some(isBeyond)) return { refuse: 'beyond' };
  if (areSwapped(signs)) return { refuse: 'swapped' };
  const isImpossible = judgeSigns(signs, undefined).some(({ grade }) => grade === 'impossible');
  if (isImpossible && (kept === undefined || kept.trim() === '')) return { refuse: 'impossible' };
  const time = judgeTime(sample, around);
  return time === undefined ? { values, at: sample.at } : { refuse: time };
}

/** How a reading that was taken stands: an alarm asks for something to be done now. */
export function alarmsOf(
  kind: Sample['kind'],
  values: readonly number[],
  ageYears: number | undefined,
): readonly SignFinding[] {
  const signs = kindsOfReading[kind].loincs.map((loinc, at) => ({ loinc, value: values[at]! }));
  return judgeSigns(signs, ageYears).filter(({ grade }) => grade === 'alarm');
}

function judgeTime({ at, clock }: Sample, { now, birthDate }: Around): Refusal | undefined {
  const ms = Date.parse(at);
  if (Number.isNaN(ms)) return 'clock';
  if (ms > now.getTime() + aheadMs) return 'future';
  if (birthDate !== undefined && at.slice(0, birthDate.length) < birthDate) return 'before-birth';
  return clock !== 'person' && new Date(ms).getUTCFullYear() < firstYear ? 'clock' : undefined;
}

/** Twice as far out as any living person is, below zero, or a share above the whole. */
function isBeyond({ loinc, value }: { readonly loinc: string; readonly value: number }): boolean {
  const sign = findVitalSign(loinc);
  if (sign?.plausible === undefined) return true;
  const { low, high } = sign.plausible;
  return value <= 0 || value > (sign.ucum === '%' ? high : 2 * high) || value < low / 4;
}

const isNumber = (value: number): boolean => Number.isFinite(value);
