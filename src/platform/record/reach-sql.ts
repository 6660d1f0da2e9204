import type { Actor, RecordScope } from '../access/actor.ts';
import type { ClosingKind, Opening, TieKind } from '../access/access-words.ts';
import { effectivePurpose } from '../access/openings.ts';
import type { SqlText } from './search/sql-text.ts';

/** What the statement is made for. */
interface Tied {
  readonly actor: Actor;
  readonly scope: RecordScope;
  readonly grantees: string;
}

/** What is known of the rows that are asked about. */
export interface RowsAsked {
  /** True for deletions: who was tied to the person until then learns of it. */
  readonly deletions?: boolean;
  /** True where they are few and found already: then each is looked at by itself, which is planned in half the time. */
  readonly few?: boolean;
}

/**
 * SQL condition on the row `r` that holds where a tie to its person opens it: `rulesFor` of access/decide.ts, written for many persons at
 * once, from the same openings. Undefined where no tie opens rows of the type.
 */
export function tieCondition(
  { actor, scope, grantees }: Tied,
  resourceType: string,
  sql: SqlText,
  now: Date,
  { deletions = false, few = false }: RowsAsked,
): string | undefined {
  const openings = scope.openings.filter(({ may }) => may('read', resourceType));
  if (openings.length === 0) return undefined;
  const names = `${sql.value(grantees)}::text[]`;
  const at = `${sql.value(now.toISOString())}::timestamptz`;
  const lasts = deletions ? ' or c.until >= r.updated' : '';
  const shut = shutCondition(openings, names, at, () => sql.value(effectivePurpose(actor)));
  // Beside an equality the list is looked at on the few rows of a person; alone it would lead from all persons of the facility.
  const [first, ...more] = scope.grantees;
  const listedTo = `c.facility_id = any (${names})`;
  const isTied = more.length === 0 ? listedTo : `(c.facility_id = ${sql.value(first)} or ${listedTo})`;
  const condition = `from record.care_relation c
    where c.bucket = r.bucket and c.patient_id = r.patient and ${isTied}
      and c.since <= ${at} and (c.until is null or c.until > ${at}${lasts})
      and (${openingConditions(openings).join(' or ')})${shut === undefined ? '' : ` and not ${shut}`}`;
  return few ? `(select true ${condition} limit 1)` : `exists (select 1 ${condition})`;
}

/** Ties that open the same lines are asked for together, however they are shut. */
function openingConditions(openings: readonly Opening[]): string[] {
  const alike = Map.groupBy(openings, (one) =>
    [one.lacking, one.bearing, one.kinds.includes('permit')].join(),
  );
  return [...alike.values()].map((group) =>
    openingCondition({ ...group[0]!, kinds: group.flatMap(({ kinds }) => kinds) }),
  );
}

const listed = (kinds: readonly string[]): string => kinds.map((kind) => `'${kind}'`).join(', ');

function openingCondition({ kinds, lacking, bearing }: Opening): string {
  // What a consent opens by name, and of which types, stands in its own row.
  const isPermit = kinds.includes('permit');
  const parts = [
    `c.kind in (${listed(kinds)})`,
    ...(lacking === 0 ? [] : [`(r.sensitive & ${lacking}${isPermit ? ' & ~c.opens' : ''}) = 0`]),
    ...(bearing === 0 ? [] : [`(r.sensitive & ${bearing}) <> 0`]),
    ...(isPermit
      ? ['(c.opens = 0 or (r.sensitive & c.opens) <> 0)', '(c.types is null or r.type = any (c.types))']
      : []),
  ];
  return `(${parts.join(' and ')})`;
}

/** Condition that holds where what ties is shut again; undefined where nothing shuts any of it. */
function shutCondition(
  openings: readonly Opening[],
  names: string,
  at: string,
  purpose: () => string,
): string | undefined {
  const shuttable = new Map<ClosingKind, TieKind[]>();
  for (const { kinds, shutBy } of openings)
    for (const kind of shutBy) shuttable.set(kind, [...(shuttable.get(kind) ?? []), ...kinds]);
  if (shuttable.size === 0) return undefined;
  const kinds = [...shuttable].map(([kind, ties]) => `k.kind = '${kind}' and c.kind in (${listed(ties)})`);
  return `exists (select 1 from record.closing k
      where k.bucket = r.bucket and k.patient_id = r.patient and (${kinds.join(' or ')})
        and k.since <= ${at} and (k.until is null or k.until > ${at})
        and (k.grantees is null or k.grantees && ${names}) and (k.spared is null or not k.spared && ${names})
        and (k.types is null or r.type = any (k.types)) and (k.labels = 0 or (r.sensitive & k.labels) <> 0)
        and (k.purposes is null or k.purposes @> array[${purpose()}::text]))`;
}
