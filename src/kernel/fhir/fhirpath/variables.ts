/** %sct, %loinc and their like: fixed by the FHIR page of FHIRPath (http://hl7.org/fhir/R4/fhirpath.html#variables). */
const fixed = { sct: 'http://snomed.info/sct', loinc: 'http://loinc.org' };

/** The names %vs-[name] and %ext-[name] that an expression uses, with the addresses that they stand for. */
export function addressVariables(expression: string): Readonly<Record<string, string>> {
  const found: Record<string, string> = { ...fixed };
  for (const [, name = ''] of expression.matchAll(/%[`'"]?((?:vs|ext)-[\w-]+)/g)) {
    const dash = name.indexOf('-');
    const kind = name.startsWith('vs-') ? 'ValueSet' : 'StructureDefinition';
    found[name] = `http://hl7.org/fhir/${kind}/${name.slice(dash + 1)}`;
  }
  return found;
}
