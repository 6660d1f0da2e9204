import type { Expression, Extension } from '@medplum/fhirtypes';

const sdc = 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-';

/** Addresses of the extensions that are understood. @source HL7 Structured Data Capture 3.0.0 */
export const sdcUrls = {
  variable: 'http://hl7.org/fhir/StructureDefinition/variable',
  launchContext: `${sdc}launchContext`,
  initialExpression: `${sdc}initialExpression`,
  populationContext: `${sdc}itemPopulationContext`,
  extractionContext: `${sdc}itemExtractionContext`,
  observationExtract: `${sdc}observationExtract`,
  observationCategory: `${sdc}observation-extract-category`,
  unit: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unit',
} as const;

/** What carries extensions. */
export interface Extended {
  readonly extension?: readonly Extension[] | undefined;
}

/** All extensions of one address. */
export function extensionsOf(one: Extended, url: string): readonly Extension[] {
  return (one.extension ?? []).filter((extension) => extension.url === url);
}

/** The expression of an extension, if it has one. */
export function expressionOf(one: Extended, url: string): Expression | undefined {
  return extensionsOf(one, url)[0]?.valueExpression;
}
