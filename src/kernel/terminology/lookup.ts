import { codeSystem } from '../vietnam/identifier-systems.ts';
import { claimLists, type Display } from './claim-codes.ts';
import { drugsOfAtc } from './drugs.ts';
import { hl7Lists } from './hl7-codes.ts';
import { loadIcd10, type Icd10 } from './icd10.ts';
import { schedule } from './immunisation-schedule.ts';
import { findLabTest } from './lab-tests.ts';
import { loadServices, type Services } from './services.ts';
import { findVitalSign } from './vital-signs.ts';

let icd10: Icd10 | undefined;
let services: Services | undefined;

/** Opens the two large lists, so that `lookup` knows diagnoses and services too. Safe to call again. */
export async function loadLists(): Promise<void> {
  [icd10, services] = await Promise.all([loadIcd10(), loadServices()]);
}

/**
 * The name of a code for people. Undefined for an unknown code or list, and for diagnoses and services until `loadLists()`
 * has resolved; so never use it to refuse a diagnosis: ask `loadIcd10()` for that.
 */
export function lookup(system: string, code: string): Display | undefined {
  switch (system) {
    case codeSystem.icd10:
      return named(icd10?.find(code)?.vi);
    case codeSystem.service:
      return named(services?.find(code));
    case codeSystem.loinc:
      return findVitalSign(code) ?? findLabTest({ code });
    case codeSystem.atc:
      return named(drugsOfAtc(code)[0]?.name);
    case codeSystem.cvx:
      return named(schedule.find((dose) => dose.cvx === code)?.vaccine);
    case codeSystem.vaccineDose:
      return named(schedule.find((dose) => dose.code === code)?.vaccine);
    default:
      return (claimLists.get(system) ?? hl7Lists.get(system))?.get(code);
  }
}

function named(vi: string | undefined): Display | undefined {
  return vi === undefined ? undefined : { vi };
}
