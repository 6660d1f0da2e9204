import { identifierKey } from '../place.ts';
import type { Json } from './intent.ts';

/** Systems in which an active number belongs to one resource only, by resource type. Given by whoever builds the platform. */
export type SoleSystems = Readonly<Record<string, readonly string[]>>;

/** A line of the lookup table. */
export interface IdentifierLine {
  readonly bucket: number;
  readonly key: string;
  readonly sole: boolean;
}

interface Identifier {
  readonly system?: unknown;
  readonly value?: unknown;
  readonly use?: unknown;
  readonly period?: { readonly end?: unknown };
}

/** The identifiers of a resource, by key. One that is old, ended, or on an inactive record may belong to others too. */
export function identifierLines(resource: Json, sole: SoleSystems, now: Date): Map<string, IdentifierLine> {
  const lines = new Map<string, IdentifierLine>();
  const list = resource['identifier'];
  const identifiers = (Array.isArray(list) ? list : list === undefined ? [] : [list]) as Identifier[];
  for (const { system, value, use, period } of identifiers) {
    if (typeof value !== 'string' || value === '') continue;
    const uri = typeof system === 'string' ? system : '';
    const { key, bucket } = identifierKey(resource.resourceType, uri, value);
    const ended = typeof period?.end === 'string' && Date.parse(period.end) < now.getTime();
    const active = use !== 'old' && !ended && resource['active'] !== false;
    const isSole = active && sole[resource.resourceType]?.includes(uri) === true;
    lines.set(key, { bucket, key, sole: isSole || lines.get(key)?.sole === true });
  }
  return lines;
}
