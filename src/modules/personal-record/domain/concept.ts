import type { CodeableConcept, Coding } from '@medplum/fhirtypes';
import { foldText } from '#kernel/fhir/fold.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';

/** What the record is read with: names of what lies outside it, names of codes, and today. All plain data, so that rules stay pure. */
export interface Reading {
  /** Name of a reference outside the person's record ('Organization/1'). */
  readonly nameOf: (reference: string) => string | undefined;
  /** Name of a code in the reader's language. */
  readonly wordOf: (system: string, code: string) => string | undefined;
  /** Name of a code in a reader's language other than Vietnamese; stands before the words of the file, which she may not read. */
  readonly translationOf?: (system: string, code: string) => string | undefined;
  /** Facility of a visit ('Encounter/1'): what a line of the visit does not say itself. */
  readonly facilityOfVisit?: (visit: string) => string | undefined;
  readonly now: Date;
}

/** Systems whose own names are shorter and better known than what files carry, and exist in both languages. */
const ownNamesFirst: ReadonlySet<string> = new Set([codeSystem.loinc]);

/** The words of a concept for people: its text, a known name, a display, at last the bare code. */
export function conceptText(concept: CodeableConcept | undefined, reading: Reading): string {
  if (!concept) return '';
  const translation = translationIn(concept, reading);
  if (translation !== undefined) return translation;
  for (const { system, code } of concept.coding ?? []) {
    if (
      system === undefined ||
      code === undefined ||
      !ownNamesFirst.has(system) ||
      concept.text !== undefined
    )
      continue;
    const name = reading.wordOf(system, code);
    if (name !== undefined) return plainName(name);
  }
  if (concept.text !== undefined && concept.text !== '') return concept.text;
  const display = concept.coding?.find(
    (coding) => coding.display !== undefined && coding.display !== '',
  )?.display;
  if (display !== undefined) return display;
  return codingText(
    concept.coding?.find(({ code }) => code !== undefined),
    reading,
  );
}

/** The name of the first code that has one in a reader's language other than Vietnamese. */
export function translationIn(concept: CodeableConcept | undefined, reading: Reading): string | undefined {
  for (const { system, code } of concept?.coding ?? []) {
    const name =
      system === undefined || code === undefined ? undefined : reading.translationOf?.(system, code);
    if (name !== undefined) return plainName(name);
  }
  return undefined;
}

/** A panel is called by what it measures: "Huyết áp", not "Huyết áp (bộ)". */
function plainName(name: string): string {
  return name.replace(/ (\(bộ\)|panel)$/, '');
}

/** The words of one coding. */
export function codingText(coding: Coding | undefined, reading: Reading): string {
  if (!coding) return '';
  const known =
    coding.system !== undefined && coding.code !== undefined
      ? reading.wordOf(coding.system, coding.code)
      : undefined;
  return known ?? coding.display ?? coding.code ?? '';
}

const shownBesideTitle: ReadonlySet<string> = new Set([
  codeSystem.icd10,
  'http://hl7.org/fhir/sid/icd-10-cm',
]);

/**
 * The name of a diagnosis: the words of the facility. Where those are only the name of the whole category ("Đái tháo đường" beside
 * E11.2), the name of the code itself says more.
 */
export function diagnosisText(concept: CodeableConcept | undefined, reading: Reading): string {
  const said = conceptText(concept, reading);
  const code = codeIn(concept, codeSystem.icd10);
  if (code === undefined || code.length <= 3) return said;
  const category = reading.wordOf(codeSystem.icd10, code.slice(0, 3));
  return said === '' || (category !== undefined && foldText(said) === foldText(category))
    ? (reading.wordOf(codeSystem.icd10, code) ?? said)
    : said;
}

/** The code worth showing beside the words: ICD-10, which doctors read faster than names. */
export function shownCode(concept: CodeableConcept | undefined): string | undefined {
  return concept?.coding?.find(({ system }) => system !== undefined && shownBesideTitle.has(system))?.code;
}

/** The code in one system. */
export function codeIn(concept: CodeableConcept | undefined, system: string): string | undefined {
  return concept?.coding?.find((coding) => coding.system === system)?.code;
}

/** Whether any coding has this code, whatever its system: for FHIR's own closed lists. */
export function hasCode(concept: CodeableConcept | undefined, ...codes: readonly string[]): boolean {
  return concept?.coding?.some(({ code }) => code !== undefined && codes.includes(code)) ?? false;
}
