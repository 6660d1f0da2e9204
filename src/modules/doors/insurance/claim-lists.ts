import { loadIcd10 } from '#kernel/terminology/icd10.ts';
import type { Icd10 } from '#kernel/terminology/icd10.ts';
import { loadLists } from '#kernel/terminology/lookup.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import type { Communes } from '#kernel/vietnam/communes.ts';

/** The large lists that checking and mapping look into; opened when the first file comes, kept after that. */
export interface ClaimLists {
  readonly icd10: Icd10;
  readonly communes: Communes;
}

export async function openClaimLists(): Promise<ClaimLists> {
  const [icd10, communes] = await Promise.all([loadIcd10(), loadCommunes(), loadLists()]);
  return { icd10, communes };
}
