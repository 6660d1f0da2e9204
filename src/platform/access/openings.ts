import type { Opening, Purpose, TieKind } from './access-words.ts';
import type { Actor } from './actor.ts';
import { purposeOf } from './actors.ts';
import { policy } from './policy.ts';
import { lineKinds, type PolicyRow } from './policy-row.ts';
import { typeSets } from './type-sets.ts';

const made = new Map<string, readonly Opening[]>();
const mostMade = 500;

/** The openings of somebody with these roles for a purpose; kept, since few sets of roles are held by many people. */
export function openingsOf(roles: readonly string[], purpose: Purpose): readonly Opening[] {
  const key = `${purpose} ${roles.join(' ')}`;
  let openings = made.get(key);
  if (openings === undefined) {
    openings = makeOpenings(roles, purpose);
    if (made.size < mostMade) made.set(key, openings);
  }
  return openings;
}

function makeOpenings(roles: readonly string[], purpose: Purpose): readonly Opening[] {
  const rows = policy.filter(
    (row) => roles.includes(row.role) && (row.purposes === undefined || row.purposes.includes(purpose)),
  );
  const alike = Map.groupBy(
    rows.filter(({ ties }) => !ties.includes('self') && !ties.includes('everybody')),
    ({ ties, lines, shutBy }) => JSON.stringify([ties, lines, shutBy]),
  );
  return [...alike.values()].map((group) => {
    const [first] = group;
    const { lacking, bearing } = lineKinds[first!.lines];
    return {
      kinds: first!.ties as readonly TieKind[],
      lacking,
      bearing,
      shutBy: first!.shutBy,
      may: mayOf(group),
    };
  });
}

/** What rows allow with types; each further row only adds. Nobody deletes by the policy of people. */
function mayOf(rows: readonly PolicyRow[]): Opening['may'] {
  return (interaction, resourceType) => {
    if (interaction === 'delete') return rows.some(({ updates }) => updates === 'all');
    const column = interaction === 'create' ? 'creates' : interaction === 'update' ? 'updates' : 'reads';
    return rows.some((row) => typeSets[row[column]](resourceType));
  };
}

/** What the row of the person herself allows. */
export const mayWithOwn: Opening['may'] = mayOf(policy.filter(({ ties }) => ties.includes('self')));

/** The purpose that rules are asked with: what was stated, or what the roles are for where nobody stated any. */
export function effectivePurpose({ kind, purpose, roles }: Actor): Purpose {
  return kind === 'person' && purpose === 'system' ? purposeOf(roles) : purpose;
}
