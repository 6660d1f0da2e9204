import { parseExact, printExact } from '#kernel/fhir/json/exact.ts';
import type { Draft } from './intent.ts';
import { slotsOf } from './slots.ts';

/** A part of a resource, plain or with exact numbers: edits look at texts only. */
export type Node = Record<string, unknown>;

/** Edits the resource of a draft and its text alike, digits untouched; references that were rewritten already are taken over. */
export function retext(draft: Draft, edit: (node: Node) => void): void {
  const tree = parseExact(draft.rewritten ?? draft.intent.text!) as Node;
  if (draft.rewritten === undefined) {
    slotsOf(tree).forEach((slot, at) => {
      const now = draft.slots[at]!;
      (slot.holder as Node)[slot.key] = (now.holder as Node)[now.key];
    });
  }
  edit(tree);
  edit(draft.resource as Node);
  draft.rewritten = printExact(tree as Parameters<typeof printExact>[0]);
}
