import type { Observation, Quantity } from '@medplum/fhirtypes';
import { findVitalSign } from '#kernel/terminology/vital-signs.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { ReadingFact, ResultFact } from './facts.ts';
import { isSensitive } from './is-sensitive.ts';

/** Codes of the readings that rules are asked about, as they are searched. */
export const readingCodes = ['85354-9', '14743-9', '59408-5', '2708-6', '8310-5'] as const;
const kinds: Readonly<Record<string, ReadingFact['kind']>> = {
  '85354-9': 'pressure',
  '14743-9': 'sugar',
  '59408-5': 'oxygen',
  '2708-6': 'oxygen',
  '8310-5': 'temperature',
};
const names = {
  pressure: { vi: 'Huyết áp', en: 'Blood pressure' },
  sugar: { vi: 'Đường huyết', en: 'Glucose' },
  oxygen: { vi: 'Oxy (SpO₂)', en: 'Oxygen (SpO₂)' },
  temperature: { vi: 'Nhiệt độ', en: 'Temperature' },
} as const;
const shownUnits: Readonly<Record<string, string>> = { 'mm[Hg]': 'mmHg', Cel: '°C' };
/** A clock may be ahead of ours by so much. */
const aheadMs = 10 * 60_000;

const untrue: ReadonlySet<string> = new Set(['entered-in-error', 'cancelled', 'registered', 'unknown']);

/**
 * A reading at home: no visit belongs to it, for in a visit somebody was there who saw it. What no living person has, what is in another unit,
 * of another time or of no number is no reading and makes no alert, whatever door it came through.
 */
export function readingOf(
  observation: Observation,
  { now, birthDate }: { readonly now: Date; readonly birthDate?: string | undefined },
): ReadingFact | undefined {
  const { id, status, code, encounter, effectiveDateTime: at, component = [], valueQuantity } = observation;
  const loinc = loincOf(code)?.find((one) => Object.hasOwn(kinds, one));
  if (id === undefined || loinc === undefined || encounter !== undefined) return undefined;
  if (untrue.has(status) || at?.includes('T') !== true || isSensitive(observation)) return undefined;
  const atMs = Date.parse(at);
  if (Number.isNaN(atMs) || atMs > now.getTime() + aheadMs) return undefined;
  if (birthDate !== undefined && at.slice(0, birthDate.length) < birthDate) return undefined;
  const kind = kinds[loinc]!;
  const told = { key: `Observation/${id}`, kind, atMs };
  if (kind === 'pressure') {
    const part = (wanted: string) =>
      numberOf(component.find((one) => loincOf(one.code)?.includes(wanted) === true)?.valueQuantity, wanted);
    const [systolic, diastolic] = [part('8480-6'), part('8462-4')];
    if (systolic === undefined || diastolic === undefined || systolic <= diastolic) return undefined;
    return {
      ...told,
      systolic,
      diastolic,
      ground: groundOf(id, kind, `${systolic}/${diastolic}`, 'mm[Hg]', at),
    };
  }
  const value = numberOf(valueQuantity, loinc === '2708-6' ? '59408-5' : loinc);
  if (value === undefined) return undefined;
  return { ...told, value, ground: groundOf(id, kind, String(value), valueQuantity!.code!, at) };
}

function groundOf(id: string, kind: ReadingFact['kind'], value: string, ucum: string, at: string) {
  const unit = shownUnits[ucum] ?? ucum;
  return {
    ref: `Observation/${id}`,
    words: {
      vi: `${names[kind].vi} ${value.replaceAll('.', ',')} ${unit}`,
      en: `${names[kind].en} ${value} ${unit}`,
    },
    at,
  };
}

/** A number in the unit of the house's list and within what a living person can have. */
function numberOf(quantity: Quantity | undefined, loinc: string): number | undefined {
  const sign = findVitalSign(loinc);
  const { value, code, comparator } = quantity ?? {};
  if (sign?.plausible === undefined || value === undefined || code !== sign.ucum || comparator !== undefined)
    return undefined;
  const number = Number(value);
  return number >= sign.plausible.low && number <= sign.plausible.high ? number : undefined;
}

/** Codes by which a laboratory says "out of range", and those that say "now". @source v3-ObservationInterpretation */
const outCodes: ReadonlySet<string> = new Set(['A', 'H', 'L', 'HU', 'LU', 'AA', 'HH', 'LL']);
const criticalCodes: ReadonlySet<string> = new Set(['AA', 'HH', 'LL']);

/** Something that follows a result: a visit, or a result of the same code. */
export interface Following {
  readonly atMs: number;
  readonly codes?: readonly string[];
}

/** The newest of what follows: of any kind, and by each code. */
export interface Newest {
  readonly anyMs: number;
  readonly byCode: ReadonlyMap<string, number>;
}

/** Read once for all results of a person: many results and many visits cost their sum. */
export function newestOf(following: readonly Following[]): Newest {
  const byCode = new Map<string, number>();
  let anyMs = Number.NEGATIVE_INFINITY;
  for (const { atMs, codes } of following)
    if (codes === undefined) anyMs = Math.max(anyMs, atMs);
    else
      for (const code of codes)
        byCode.set(code, Math.max(byCode.get(code) ?? Number.NEGATIVE_INFINITY, atMs));
  return { anyMs, byCode };
}

/** When a line was told, in ms; undefined where it says no whole time. */
export function timeOf({ issued, effectiveDateTime }: Observation): number | undefined {
  const ms = Date.parse(effectiveDateTime ?? issued ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** Whether a laboratory marked a line as out of range. Sensitive lines are left alone. */
export function isOutOfRange(observation: Observation): boolean {
  const { status, category = [], interpretation = [] } = observation;
  const isLaboratory = category.some(({ coding }) => coding?.some(({ code }) => code === 'laboratory'));
  return isLaboratory && !untrue.has(status) && !isSensitive(observation) && said(interpretation, outCodes);
}

/** A result as a fact; `newest` is the newest of all that may follow something of hers. */
export function resultOf(observation: Observation, newest: Newest, now: Date): ResultFact | undefined {
  const atMs = timeOf(observation);
  const { id, code } = observation;
  if (id === undefined || atMs === undefined || atMs > now.getTime() + aheadMs || !isOutOfRange(observation))
    return undefined;
  const codes = allCodes(code);
  const key = `Observation/${id}`;
  const name =
    code.text ?? code.coding?.find(({ display }) => display !== undefined)?.display ?? codes[0] ?? '';
  const value = observation.valueQuantity;
  const shown = value?.value === undefined ? '' : ` ${String(value.value)} ${value.unit ?? value.code ?? ''}`;
  const words = { vi: `${name}${shown.replaceAll('.', ',')}`.trim(), en: `${name}${shown}`.trim() };
  return {
    key,
    atMs,
    critical: said(observation.interpretation ?? [], criticalCodes),
    followed: newest.anyMs > atMs || codes.some((one) => (newest.byCode.get(one) ?? atMs) > atMs),
    ground: { ref: key, words, at: observation.effectiveDateTime ?? observation.issued ?? '' },
  };
}

/** Every code of a concept. */
export function allCodes(concept: Observation['code']): string[] {
  return (concept.coding ?? []).flatMap(({ code }) => code ?? []);
}

function said(
  interpretation: NonNullable<Observation['interpretation']>,
  codes: ReadonlySet<string>,
): boolean {
  return interpretation.some(({ coding }) =>
    coding?.some(({ code }) => code !== undefined && codes.has(code)),
  );
}

function loincOf(concept: Observation['code'] | undefined): string[] | undefined {
  return concept?.coding?.flatMap(({ system, code }) =>
    system === codeSystem.loinc && code !== undefined ? [code] : [],
  );
}
