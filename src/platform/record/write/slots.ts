import { isCanonicalName } from './canonical-names.ts';
import { mayPoint } from '#kernel/fhir/references.ts';

/** A string inside a parsed resource that may have to be rewritten. */
export interface Slot {
  readonly holder: Record<string, unknown> | unknown[];
  readonly key: string | number;
  /** True for Reference.reference. */
  readonly literal: boolean;
  /** The string as it came. */
  readonly value: string;
}

/** Deeper content is refused by the validator. */
const deepest = 100;

/** Every string of a resource by which it may point to another one, in document order. */
export function slotsOf(resource: object): Slot[] {
  const slots: Slot[] = [];
  walk(resource as Record<string, unknown>, slots, 0);
  return slots;
}

function walk(node: Record<string, unknown>, slots: Slot[], depth: number): void {
  if (depth > deepest) return;
  for (const key in node) {
    const value = node[key];
    if (typeof value === 'string') {
      if (mayPoint(key, value) && !isCanonicalName(key))
        slots.push({ holder: node, key, literal: key === 'reference', value });
    } else if (Array.isArray(value)) walkList(key, value, slots, depth + 1);
    else if (typeof value === 'object' && value !== null)
      walk(value as Record<string, unknown>, slots, depth + 1);
  }
}

function walkList(name: string, list: unknown[], slots: Slot[], depth: number): void {
  if (depth > deepest) return;
  for (let at = 0; at < list.length; at += 1) {
    const value = list[at];
    if (typeof value === 'string') {
      if (mayPoint(name, value) && !isCanonicalName(name))
        slots.push({ holder: list, key: at, literal: false, value });
    } else if (Array.isArray(value)) walkList(name, value, slots, depth + 1);
    else if (typeof value === 'object' && value !== null)
      walk(value as Record<string, unknown>, slots, depth + 1);
  }
}

/** Writes what a slot now points to into the parsed resource. */
export function fillSlot(slot: Slot, value: string): void {
  (slot.holder as Record<string | number, unknown>)[slot.key] = value;
}
