import type { TieKind } from '#platform/access/access-words.ts';
import { guardianWindows } from '#platform/access/guardians.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { FamilyPerson } from './api.ts';

interface Tie {
  readonly kind: TieKind;
  readonly until: Date | null;
  /** When the last window of this guardian ends. */
  readonly last?: Date;
}

/** What a guardian sees no more once the window of this kind has ended; after the last one nothing. */
const endsWith = {
  'guardian-of-child': 'hiv',
  'guardian-of-adolescent': 'sensitive',
} as const;

/**
 * How somebody sees a person now, and what of it ends on which day in Viet Nam. The ages are those of the access policy; a tie with a last
 * day of its own ends earlier. @source as guardianWindows
 */
export function sightOf(
  ties: readonly Tie[],
  birthDate: string | undefined,
  now: Date,
): Pick<FamilyPerson, 'by' | 'closed' | 'changes'> {
  // Who is tied twice sees by the tie that lasts longest.
  const guardian = ties
    .filter(({ kind }) => kind.startsWith('guardian'))
    .toSorted((a, b) => (b.last?.getTime() ?? 0) - (a.last?.getTime() ?? 0))[0];
  if (guardian !== undefined) {
    const windows = guardianWindows(birthDate ?? '') ?? [];
    const at = windows.findIndex(({ kind }) => kind === guardian.kind);
    const { last } = guardian;
    const changes = [
      ...windows
        .slice(Math.max(at, 0))
        .filter(({ until }) => last !== undefined && until < last)
        .map(({ kind, until }) => ({
          on: dayInVietnam(until),
          what: endsWith[kind as keyof typeof endsWith],
        })),
      ...(last === undefined ? [] : [{ on: dayInVietnam(last), what: 'all' as const }]),
    ];
    const closed = (['hiv', 'sensitive'] as const).slice(0, Math.max(at, 0));
    return { by: 'guardian', closed: [...closed], changes };
  }
  const carer = ties.find(({ kind }) => kind === 'carer');
  if (carer === undefined) return { by: 'other', closed: [], changes: [] };
  const isEnding = carer.until !== null && carer.until > now;
  return {
    by: 'carer',
    closed: [],
    changes: isEnding ? [{ on: dayInVietnam(carer.until!), what: 'care' }] : [],
  };
}
