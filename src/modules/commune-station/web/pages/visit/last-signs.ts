import type { Resource } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';

/** The newest value of each sign by its LOINC code. */
export type LastSigns = ReadonlyMap<string, { readonly value: string; readonly day: string }>;

/** Reads the newest values out of what is known of somebody. */
export function lastSignsOf(resources: readonly Resource[]): LastSigns {
  const last = new Map<string, { value: string; day: string }>();
  for (const one of resources) {
    if (one.resourceType !== 'Observation') continue;
    const day = one.effectiveDateTime ?? '';
    for (const part of [one, ...(one.component ?? [])]) {
      const code = part.code.coding?.find(({ system }) => system === codeSystem.loinc)?.code;
      const value = part.valueQuantity?.value;
      if (code === undefined || value === undefined || (last.get(code)?.day ?? '') > day) continue;
      last.set(code, { value: String(value).replace('.', ','), day });
    }
  }
  return last;
}
