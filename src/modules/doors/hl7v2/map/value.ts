import type { Observation, Quantity } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { ucumOf } from '../../domain/lab-units.ts';
import { writtenNumber } from '../../fhir-files/keep-digits.ts';
import type { Segment } from '../message.ts';
import { finding } from '../rules.ts';
import { readTime } from '../time.ts';
import { readCoded } from './codes.ts';
import { compact, type MapContext } from './map-context.ts';

/** The value[x] of an Observation, as the one key that is set. */
export type ReadValue = Pick<
  Observation,
  | 'valueQuantity'
  | 'valueString'
  | 'valueCodeableConcept'
  | 'valueDateTime'
  | 'valueTime'
  | 'valueRange'
  | 'valueRatio'
>;

/** HL7 NM: an optional sign, digits, an optional decimal point. A comma is not guessed at: 1,250 may be either. */
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

/** Reads OBX-5 after its type in OBX-2. Undefined where there is no value (pending, an attachment, or nothing but signs). */
export function readValue(context: MapContext, obx: Segment): ReadValue | undefined {
  const value = readTyped(context, obx);
  return value?.valueString?.trim() === '' ? undefined : value;
}

function readTyped(context: MapContext, obx: Segment): ReadValue | undefined {
  const [first] = obx.repetitions(5);
  if (first === undefined || obx.isNull(5)) return undefined;
  const type = obx.text(2).toUpperCase();
  switch (type) {
    case 'NM':
      return readNumber(context, obx);
    case 'SN':
      return readStructured(obx) ?? { valueString: obx.whole(5) };
    case 'CE':
    case 'CWE':
    case 'CNE':
    case 'CF': {
      const coded = obx
        .repetitions(5)
        .map((one) => readCoded(one, context.facilityCode))
        .filter((one) => one !== undefined);
      if (coded.length === 0) return undefined;
      if (coded.length === 1) return { valueCodeableConcept: coded[0]! };
      return {
        valueCodeableConcept: {
          coding: coded.flatMap((one) => one.coding ?? []),
          text: coded.map((one) => one.text).join('; '),
        },
      };
    }
    case 'DT':
    case 'TS':
    case 'DTM': {
      const time = readTime(first.component(1));
      return time === undefined ? { valueString: obx.whole(5) } : { valueDateTime: time.dateTime };
    }
    case 'TM': {
      const match = /^([01]\d|2[0-3])([0-5]\d)?([0-5]\d)?/.exec(first.component(1));
      return match === null
        ? { valueString: obx.whole(5) }
        : { valueTime: `${match[1]}:${match[2] ?? '00'}:${match[3] ?? '00'}` };
    }
    default:
      if (!TEXT_TYPES.has(type))
        context.warn(
          finding(
            'value-type-unknown',
            { segment: 'OBX', sequence: obx.sequence, field: 2 },
            type.slice(0, 8),
          ),
        );
      return { valueString: readText(obx) };
  }
}

/** Types whose value is words. @source HL7 v2 table 0125 (value type) */
const TEXT_TYPES = new Set([
  'ST',
  'TX',
  'FT',
  'IS',
  'ID',
  'CX',
  'EI',
  'XCN',
  'XPN',
  'XAD',
  'XTN',
  'PN',
  'AD',
  'TN',
  'CK',
  'CP',
  'MO',
  'DR',
  'SI',
]);

/** Repetitions of TX are lines of one text. */
function readText(obx: Segment): string {
  const { length } = obx.repetitions(5);
  return length <= 1
    ? obx.whole(5)
    : obx
        .repetitions(5)
        .map((one) => one.component(1))
        .join('\n');
}

function readNumber(context: MapContext, obx: Segment): ReadValue {
  const text = obx.text(5);
  if (obx.repetitions(5).length > 1 || !NUMBER.test(text)) {
    context.warn(finding('number-kept-as-text', { segment: 'OBX', sequence: obx.sequence, field: 5 }));
    return { valueString: obx.whole(5) };
  }
  return { valueQuantity: quantity(text, obx) };
}

/** SN: comparator ^ number ^ separator or suffix ^ number. @source HL7 v2.8.2 chapter 2A, SN */
function readStructured(obx: Segment): ReadValue | undefined {
  const [comparator, low, separator, high] = [1, 2, 3, 4].map((at) => obx.text(5, at));
  const isNumber = (text: string | undefined): text is string => text !== undefined && NUMBER.test(text);
  if (!isNumber(low)) return undefined;
  if (separator === '-' && isNumber(high))
    return { valueRange: { low: quantity(low, obx), high: quantity(high, obx) } };
  if ((separator === ':' || separator === '/') && isNumber(high)) {
    return { valueRatio: { numerator: { value: Number(low) }, denominator: { value: Number(high) } } };
  }
  if (separator !== '' || isNumber(high)) return undefined;
  if (comparator === '' || comparator === '=') return { valueQuantity: quantity(low, obx) };
  const fhir = comparators[comparator ?? ''];
  return fhir === undefined
    ? undefined
    : { valueQuantity: compact({ ...quantity(low, obx), comparator: fhir }) };
}

const comparators: Readonly<Record<string, NonNullable<Quantity['comparator']>>> = {
  '<': '<',
  '>': '>',
  '<=': '<=',
  '>=': '>=',
};

/** 4.060 stays 4.060: the zeros say how exact the analyser is. Forms that JSON does not know ('+4', '.5', '4.') lose only their dress. */
function decimal(text: string): number {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text) ? writtenNumber(text) : Number(text);
}

/** A number with the unit of OBX-6. */
export function quantity(value: string, obx: Segment): Quantity {
  return compact({ value: decimal(value), ...readUnit(obx) });
}

function readUnit(obx: Segment): Pick<Quantity, 'unit' | 'system' | 'code'> {
  const code = obx.text(6).replace(/\s+/g, '');
  if (code === '') return {};
  const unit = obx.text(6, 2) || obx.text(6);
  if (obx.text(6, 3).toUpperCase() === 'UCUM') return { unit, system: codeSystem.ucum, code };
  const known = ucumOf(code);
  return known === undefined ? { unit } : { unit, system: codeSystem.ucum, code: known };
}

/**
 * Reference range of OBX-7. The text is always kept; limits are read only from forms that mean one thing (3.5-5.1, <5, > 60, 3.5 to 5.1), in the
 * unit of the result.
 */
export function readReferenceRange(
  obx: Segment,
): { low?: Quantity; high?: Quantity; text: string } | undefined {
  const text = obx.whole(7);
  if (text === '' || obx.isNull(7)) return undefined;
  const limits = parseLimits(text);
  return {
    ...(limits.low === undefined ? {} : { low: quantity(limits.low, obx) }),
    ...(limits.high === undefined ? {} : { high: quantity(limits.high, obx) }),
    text,
  };
}

const N = String.raw`(-?\d+(?:\.\d+)?)`;
const BETWEEN = new RegExp(String.raw`^\[?\s*${N}\s*(?:-|–|—|to|đến)\s*${N}\s*\]?$`);
const BELOW = new RegExp(String.raw`^(?:<|<=|≤)\s*${N}$`);
const ABOVE = new RegExp(String.raw`^(?:>|>=|≥)\s*${N}$`);

/** Limits of a printed range, as decimal text. */
export function parseLimits(text: string): { readonly low?: string; readonly high?: string } {
  const between = BETWEEN.exec(text.trim());
  if (between !== null)
    return Number(between[1]) <= Number(between[2]) ? { low: between[1]!, high: between[2]! } : {};
  const below = BELOW.exec(text.trim());
  if (below !== null) return { high: below[1]! };
  const above = ABOVE.exec(text.trim());
  return above === null ? {} : { low: above[1]! };
}
