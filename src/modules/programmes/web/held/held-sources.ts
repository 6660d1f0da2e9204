import type { Resource } from '@medplum/fhirtypes';
import type { Sources } from '../../domain/gather-facts.ts';
import type { ProgrammeRules } from '../../domain/rule.ts';
import { loincOf, typeOf } from '../../domain/views.ts';
import { viewsOf } from '../../domain/views-of.ts';

/** Types that any register reads. */
export const keptTypes = [
  'EpisodeOfCare',
  'Observation',
  'Condition',
  'MedicationRequest',
  'MedicationDispense',
] as const satisfies Resource['resourceType'][];

interface Coded {
  readonly code?: { readonly coding?: readonly { readonly code?: string }[] };
}

/** What some programmes need to know of somebody, out of the facts that are held of her: the same views as at the centre. */
export function sourcesOf(known: readonly Resource[], programmes: readonly ProgrammeRules[]): Sources {
  return Object.fromEntries(
    viewsOf(programmes).map((view) => {
      const codes = new Set(loincOf(view));
      const own = known.filter(
        (one) =>
          one.resourceType === typeOf(view) &&
          (codes.size === 0 ||
            (one as Coded).code?.coding?.some(({ code }) => codes.has(code ?? '')) === true),
      );
      return [view, own];
    }),
  );
}
