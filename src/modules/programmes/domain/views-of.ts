import type { ProgrammeRules } from './rule.ts';
import type { ViewName } from './views.ts';

/** The views of some programmes; diagnoses are always read, drugs where somebody's refills count. */
export function viewsOf(programmes: readonly ProgrammeRules[]): ViewName[] {
  const drugs = programmes.some(({ refills }) => refills === true)
    ? (['prescription', 'dispensing'] as const)
    : [];
  return [
    ...new Set<ViewName>([
      'diagnosis',
      ...drugs,
      ...programmes.flatMap(({ facts }) => facts.map(({ view }) => view)),
    ]),
  ];
}
