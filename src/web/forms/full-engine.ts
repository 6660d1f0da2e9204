import fhirpath from 'fhirpath';
import r4 from 'fhirpath/fhir-context/r4';
import type { FullEngine } from '#kernel/fhir/questionnaire/path-engine.ts';

const compiled = new Map<string, (focus: unknown, variables: Record<string, unknown>) => unknown>();

/** All of FHIRPath, fetched only where a form has an expression beyond the small engine. */
export const fullEngine: FullEngine = (expression, focus, variables) => {
  let run = compiled.get(expression);
  if (run === undefined) {
    run = fhirpath.compile(expression, r4, { traceFn: () => undefined });
    compiled.set(expression, run);
  }
  return run(focus, { ...variables }) as unknown[];
};
