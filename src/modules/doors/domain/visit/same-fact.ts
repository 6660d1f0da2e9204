import type {
  CodeableConcept,
  Condition,
  DiagnosticReport,
  Observation,
  Quantity,
  Resource,
  ServiceRequest,
} from '@medplum/fhirtypes';
import { dotted } from '#kernel/terminology/icd10.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { ucumOf } from '../lab-units.ts';

/** Codes that mean the same whichever door writes them; a sender's own codes never do. */
const sharedSystems: ReadonlySet<string> = new Set([
  codeSystem.loinc,
  codeSystem.service,
  codeSystem.labIndex,
]);

/**
 * What a line of a visit says, as keys: two lines of one visit that share a key say the same. No key: it is never sure. Diagnoses by their
 * ICD-10 code; results by code, minute and value (their units: see `contradict`); orders by code and minute; reports without single results by code, minute and
 * text. (Reports with results are compared by those, in `group-facts`.)
 */
export function factKeys(resource: Resource): readonly string[] {
  switch (resource.resourceType) {
    case 'Encounter':
      return ['the visit'];
    case 'Condition':
      return conditionKeys(resource);
    case 'Observation':
      return resultKeys(resource);
    case 'ServiceRequest':
      return orderKeys(resource);
    case 'DiagnosticReport':
      return reportKeys(resource);
    default:
      return [];
  }
}

/**
 * Two results that share a key but cannot be one: other LOINC codes, or other units. The former claim tables (QĐ 4210) have no field for a
 * unit; where one side writes none, the number must be of one LOINC code, whose property leaves no other unit to the same number.
 */
export function contradict(one: Resource, other: Resource): boolean {
  if (one.resourceType !== 'Observation' || other.resourceType !== 'Observation') return false;
  const [first, second] = [one, other].map(({ code }) => codesOf(code, [codeSystem.loinc])) as [
    string[],
    string[],
  ];
  const isSameTest = first.some((code) => second.includes(code));
  if (first.length > 0 && second.length > 0 && !isSameTest) return true;
  if (one.valueQuantity === undefined || other.valueQuantity === undefined) return false;
  const [left, right] = [unitNames(one.valueQuantity), unitNames(other.valueQuantity)];
  if (left.length === 0 && right.length === 0) return false;
  if (left.length === 0 || right.length === 0) return !isSameTest;
  return !left.some((unit) => right.includes(unit));
}

function conditionKeys({ code, verificationStatus }: Condition): string[] {
  if (verificationStatus?.coding?.some((one) => one.code === 'refuted') ?? false) return [];
  const codes = (code?.coding ?? []).filter(
    (one) => one.system === codeSystem.icd10 && one.code !== undefined,
  );
  return codes.length === 1 ? [dotted(codes[0]!.code!)] : [];
}

function resultKeys(result: Observation): string[] {
  if (result.status === 'cancelled' || result.component !== undefined) return [];
  const values = valuesOf(result);
  const times = minutes([result.effectiveDateTime, result.issued]);
  return codesOf(result.code).flatMap((code) =>
    times.flatMap((time) => values.map((value) => [code, time, value].join(' | '))),
  );
}

/** The value without its unit, which `contradict` compares. */
function valuesOf({ valueQuantity, valueString }: Observation): string[] {
  if (valueString !== undefined) return [`text ${plain(valueString)}`];
  if (valueQuantity?.value === undefined) return [];
  // Numbers may be held as written (1.00); as a number they compare.
  return [`${valueQuantity.comparator ?? ''}${Number(JSON.stringify(valueQuantity.value))}`];
}

/** Every sure name of the unit; none where none is written. */
function unitNames({ unit, system, code }: Quantity): string[] {
  const written = unit?.replace(/\s+/g, '') ?? '';
  const ucum = system === codeSystem.ucum ? code : undefined;
  return [written, ucum, ucumOf(written)].filter((name) => name !== undefined && name !== '') as string[];
}

function orderKeys(order: ServiceRequest): string[] {
  if (order.status === 'revoked' || order.code === undefined) return [];
  return codesOf(order.code).flatMap((code) =>
    minutes([order.authoredOn]).map((time) => `${code} | ${time}`),
  );
}

function reportKeys(report: DiagnosticReport): string[] {
  const { conclusion } = report;
  if (report.status === 'cancelled' || (report.result?.length ?? 0) > 0 || conclusion === undefined)
    return [];
  const times = minutes([report.effectiveDateTime, report.issued]);
  return codesOf(report.code).flatMap((code) =>
    times.map((time) => [code, time, plain(conclusion)].join(' | ')),
  );
}

/** The texts of two reports go together: equal, or only one of them has any. */
export function textsAgree(one: DiagnosticReport, other: DiagnosticReport): boolean {
  const [first, second] = [one.conclusion, other.conclusion];
  return first === undefined || second === undefined || plain(first) === plain(second);
}

function codesOf(concept: CodeableConcept, systems: Iterable<string> = sharedSystems): string[] {
  const wanted = new Set(systems);
  return (concept.coding ?? []).flatMap(({ system, code }) =>
    system !== undefined && code !== undefined && wanted.has(system) ? [`${system}|${code}`] : [],
  );
}

/** Minutes since 1970 of the times that are known to the minute, each once. */
function minutes(times: readonly (string | undefined)[]): number[] {
  const exact = times.filter((time) => time !== undefined && time.length > 'YYYY-MM-DDTHH'.length);
  const found = exact.map((time) => Math.floor(Date.parse(time!) / 60_000));
  return [...new Set(found.filter((minute) => Number.isFinite(minute)))];
}

function plain(text: string): string {
  return text.normalize('NFC').replace(/\s+/g, ' ').trim();
}
