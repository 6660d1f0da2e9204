import { literalReference } from '../references.ts';
import type { Run } from './run.ts';
import { isResourceType } from './element-facts.ts';

/**
 * Checks the target of a Reference as far as the reference itself tells it: an allowed type; '#id' is noted for the end, when all
 * contained resources are known. Whether the target exists is the store's to say.
 */
export function checkReference(value: unknown, targets: readonly string[], run: Run): void {
  if (typeof value !== 'object' || value === null) return;
  const { reference, type } = value as { reference?: unknown; type?: unknown };
  if (typeof reference === 'string' && reference.startsWith('#') && reference.length > 1) {
    run.local.references.push({ id: reference.slice(1), path: [...run.findings.path] });
  }
  if (targets.length === 0) return;
  const literal = typeof reference === 'string' ? literalReference(reference) : undefined;
  const named = literal?.type ?? (isResourceType(type) ? type : undefined);
  if (named !== undefined && !targets.includes(named)) {
    const list = targets.join(', ');
    run.findings.add('value', { vi: `chỉ được trỏ tới: ${list}.`, en: `may point only to: ${list}.` });
  }
}
