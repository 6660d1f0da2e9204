import { grammarSystems } from './grammar-systems.ts';
import { loadHl7 } from './house-hl7.ts';
import { houseMaps } from './house-maps.ts';
import { vietnamSource } from './house-vietnam.ts';
import { once } from './once.ts';
import { createTerminology } from './terminology.ts';
import type { TerminologySource } from './terminology-source.ts';

/** The house's own lists: Vietnamese health care before HL7's. The heads are read at the first call (some 5 ms), codes as they are asked for. */
export const loadHouseSource: () => Promise<TerminologySource> = once(async () => {
  const hl7 = await loadHl7();
  const { codeSystems, valueSets, conceptMaps } = vietnamSource;
  return {
    codeSystems: [...codeSystems, ...grammarSystems, ...hl7.codeSystems],
    valueSets: [...valueSets, ...hl7.valueSets],
    conceptMaps: [...houseMaps, ...conceptMaps, ...hl7.conceptMaps],
  };
});

/** Terminology of the house alone. Servers add what users stored: see platform/terminology. */
export const loadHouseTerminology = once(async () => createTerminology([await loadHouseSource()]));
