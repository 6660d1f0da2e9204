import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { kindOf, type Kind } from './kinds.ts';

/** The part of a line of the log that a look is made of. */
export interface LookLine {
  readonly id: string;
  readonly at: Date;
  readonly actor_kind: string;
  readonly actor_id: string;
  readonly actor_roles: readonly string[];
  readonly facility_id: string | null;
  readonly purpose: string;
  readonly action: string;
  readonly resource_type: string | null;
  readonly query: string | null;
  readonly outcome: string;
}

/** What one account did with a record on one day, for one purpose. */
export interface Look {
  /** The newest line; a complaint names it. */
  readonly lineId: string;
  readonly actorId: string;
  readonly actorKind: string;
  readonly roles: readonly string[];
  readonly facilityId: string | null;
  readonly purpose: string;
  readonly day: string;
  readonly first: Date;
  readonly last: Date;
  readonly kinds: readonly Kind[];
  readonly lines: number;
  /** The glass was broken, or the record was opened as an emergency. */
  readonly isEmergency: boolean;
  /** All of it was refused: somebody tried and saw nothing. */
  readonly isRefused: boolean;
}

/** Gathers lines, newest first, into looks: who, in whose name, why, on which day. The order of the newest line stays. */
export function gatherLooks(lines: readonly LookLine[]): Look[] {
  const groups = Map.groupBy(lines, (line) =>
    [line.actor_id, line.facility_id ?? '', line.purpose, dayInVietnam(line.at)].join('\n'),
  );
  return [...groups.values()].map((group) => {
    const newest = group[0]!;
    const seen = group.filter(({ outcome }) => outcome !== 'refused');
    return {
      lineId: newest.id,
      actorId: newest.actor_id,
      actorKind: newest.actor_kind,
      roles: newest.actor_roles.filter((role) => role !== ''),
      facilityId: newest.facility_id,
      purpose: newest.purpose,
      day: dayInVietnam(newest.at),
      first: group.at(-1)!.at,
      last: newest.at,
      kinds: [...new Set((seen.length > 0 ? seen : group).map(kindOf))].sort(),
      lines: group.length,
      isEmergency: group.some(({ action, purpose }) => action === 'break-glass' || purpose === 'emergency'),
      isRefused: seen.length === 0,
    };
  });
}
