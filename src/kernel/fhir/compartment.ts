import table from './generated/patient-compartment.json' with { type: 'json' };
import { addReferences } from './search/convert.ts';
import type { ReferenceValue } from './search/index-values.ts';
import { compilePath } from './search/path.ts';
import type { Walk } from './search/path.ts';
import { searchParameterMap } from './search/search-parameters.ts';

const parameters = table as Readonly<Record<string, readonly string[]>>;
const compiled = new Map<string, readonly Walk[]>();
/** The person whom a resource is about stands before those who took part in it. */
const aboutFirst = ['patient', 'subject', 'beneficiary', 'individual'];

/** True where resources of this type may lie in a patient's compartment (Patient itself included). */
export function inPatientCompartment(resourceType: string): boolean {
  return resourceType === 'Patient' || Object.hasOwn(parameters, resourceType);
}

/** Codes of the search parameters by which a type lies in a patient's compartment, the most telling one first. */
export function compartmentParametersOf(resourceType: string): readonly string[] {
  const codes = Object.hasOwn(parameters, resourceType) ? parameters[resourceType]! : [];
  const place = (code: string): number =>
    (aboutFirst.indexOf(code) + aboutFirst.length + 1) % (aboutFirst.length + 1);
  return codes.toSorted((a, b) => place(a) - place(b));
}

/**
 * Ids of the patients in whose compartment a resource lies, without repeats; the one it is about comes first, and a Patient's
 * own id is the first of its own. Only references to this base count ('Patient/1'): rewrite those of a bundle before.
 */
export function patientReferencesOf(resource: {
  readonly resourceType: string;
  readonly id?: string;
}): string[] {
  const { resourceType } = resource;
  const ids = new Set<string>(resourceType === 'Patient' && resource.id !== undefined ? [resource.id] : []);
  const found: ReferenceValue[] = [];
  for (const walk of walksOf(resourceType))
    walk(resource, (value, type) => addReferences(value, type, found));
  for (const { type, id, url } of found) {
    if (type === 'Patient' && id !== undefined && url === undefined) ids.add(id);
  }
  return [...ids];
}

function walksOf(resourceType: string): readonly Walk[] {
  const known = compiled.get(resourceType);
  if (known !== undefined) return known;
  const expressions = compartmentParametersOf(resourceType).flatMap(
    (code) => searchParameterMap(resourceType).get(code)?.expression.split(' | ') ?? [],
  );
  const walks = expressions.map((expression) =>
    compilePath(resourceType, expression.slice(resourceType.length + 1), (type) => type === 'Reference'),
  );
  compiled.set(resourceType, walks);
  return walks;
}
