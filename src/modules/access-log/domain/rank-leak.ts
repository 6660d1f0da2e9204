import { kindCovers, kindOf, type Kind } from './kinds.ts';
import type { LookLine } from './looks.ts';

/** Somebody who could have leaked what is asked about. */
export interface Suspect {
  readonly actorId: string;
  readonly actorKind: string;
  readonly roles: readonly string[];
  readonly facilityIds: readonly string[];
  /** How many of the persons asked about, and of all their lines. */
  readonly people: number;
  readonly lines: number;
  readonly kinds: readonly Kind[];
  readonly first: Date;
  readonly last: Date;
  /** Took data out in bulk within the time. */
  readonly exported: boolean;
  readonly isEmergency: boolean;
  /** 0-100: who saw more of the persons and more of the kinds, took data out or broke the glass stands higher. */
  readonly rank: number;
}

/**
 * Everybody who saw what is asked about, whoever saw most of it first. Own rule, verify: of 100 points 50 go by persons, 20 by kinds, 15 to
 * an export, 10 to broken glass, 5 to looking on more than one day. It says who could have, never who did.
 */
export function rankSuspects(
  lines: readonly (LookLine & { readonly patient_id: string | null })[],
  asked: { readonly people: number; readonly kinds: readonly Kind[] },
): Suspect[] {
  const shown = lines.filter(
    (line) => line.outcome === 'ok' && (line.action === 'export' || kindCovers(kindOf(line), asked.kinds)),
  );
  return [...Map.groupBy(shown, ({ actor_id: id }) => id).values()]
    .map((group): Suspect => {
      const newest = group[0]!;
      const people = new Set(group.flatMap(({ patient_id: id }) => (id === null ? [] : [id]))).size;
      const kinds = [...new Set(group.filter(({ action }) => action !== 'export').map(kindOf))].sort();
      const exported = group.some(({ action }) => action === 'export');
      const isEmergency = group.some(
        ({ action, purpose }) => action === 'break-glass' || purpose === 'emergency',
      );
      const days = new Set(group.map(({ at }) => at.toISOString().slice(0, 10))).size;
      const wanted = Math.max(1, asked.kinds.length === 0 ? 4 : asked.kinds.length);
      const rank =
        (50 * people) / Math.max(1, asked.people) +
        20 * (kinds.includes('whole') ? 1 : Math.min(1, kinds.length / wanted)) +
        (exported ? 15 : 0) +
        (isEmergency ? 10 : 0) +
        (days > 1 ? 5 : 0);
      return {
        actorId: newest.actor_id,
        actorKind: newest.actor_kind,
        roles: newest.actor_roles.filter((role) => role !== ''),
        facilityIds: [...new Set(group.flatMap(({ facility_id: id }) => (id === null ? [] : [id])))],
        people,
        lines: group.length,
        kinds,
        first: group.at(-1)!.at,
        last: newest.at,
        exported,
        isEmergency,
        rank: Math.round(Math.min(100, rank)),
      };
    })
    .sort((one, other) => other.rank - one.rank || other.lines - one.lines);
}
