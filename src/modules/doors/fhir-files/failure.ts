import { AppError, type ErrorIssue } from '#kernel/errors.ts';
import type { Finding } from '../quarantine.ts';
import { fhirRules, type FhirRule } from './rules.ts';
import { textAt } from './element-path.ts';
import type { Ready } from './write-chunk.ts';

/** Failures that pass by themselves: the reading stops and is resumed later. */
export function isPassing(error: unknown): boolean {
  return (
    error instanceof AppError &&
    ['service.unavailable', 'storage.full', 'request.throttled'].includes(error.code)
  );
}

/** A unit that could not even be tried. */
export function heldUnit(unit: number, rule: FhirRule, text: string): Finding {
  return {
    unit,
    table: 'Bundle',
    line: unit,
    field: '',
    rule,
    text: fhirRules[rule],
    ...(text === '' ? {} : { raw: text }),
  };
}

/** Why the record refused a unit, in its own words. */
export function failureOf(one: Ready, error: AppError): Finding {
  const issue =
    error.issues.find((candidate) => candidate.path?.startsWith('Bundle.entry') === true) ?? error.issues[0];
  const rule: FhirRule =
    error.code === 'record.reference-not-found' ? 'fhir.reference-missing' : 'fhir.refused';
  const said = issue?.text ?? error.kind.text;
  const sentence = fhirRules[rule];
  const { resource } = one.entry;
  const field = fieldOf(issue);
  return {
    unit: one.unit,
    visit: one.reference ?? '',
    table: resource?.resourceType ?? 'Bundle',
    line: one.unit,
    field,
    rule,
    text: { vi: sentence.vi.replace('…', () => said.vi), en: sentence.en.replace('…', () => said.en) },
    ...shown(resource, field),
    raw: JSON.stringify(resource),
  };
}

/** 'Bundle.entry[3].resource.status' -> 'status'. */
function fieldOf(issue: ErrorIssue | undefined): string {
  return (issue?.path ?? '')
    .replace(/^Bundle\.entry\[\d+\]\.?/, '')
    .replace(/^resource\.?/, '')
    .replace(/^[A-Z]\w*\./, '')
    .slice(0, 200);
}

/** The wrong value beside its place, for whoever mends it. */
function shown(resource: object | undefined, field: string): Pick<Finding, 'value' | 'fields'> {
  const value = resource === undefined || field === '' ? undefined : textAt(resource, field);
  return value === undefined ? {} : { value, fields: [[field, value]] };
}
