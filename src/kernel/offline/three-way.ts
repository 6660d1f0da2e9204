import type { Json } from './saved-write.ts';
import { settledByKind } from './settled-by-kind.ts';

/** One field that two people changed, side by side. Values are JSON; undefined where it is not there. */
export interface FieldConflict {
  /** 'telecom[0].value'; '' where one of the two deleted the whole. */
  readonly path: string;
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
  /** What is proposed; nothing is chosen until somebody chooses. */
  readonly proposed: 'mine' | 'theirs';
}

/** Both changes in one, and the fields in which they clash. */
export interface Merge {
  /** Clashing fields hold what is chosen, or what is proposed. */
  readonly merged: Json;
  readonly conflicts: readonly FieldConflict[];
}

/** How a clash is decided: by a person's choice, else by what is proposed. */
export interface Choosing {
  readonly proposed: 'mine' | 'theirs';
  readonly choices?: Readonly<Record<string, 'mine' | 'theirs'>>;
}

/**
 * Merges two changes of one resource by field against the version both began with. Different fields: both count. Lists: what either added is
 * kept, what either took away is gone, unless the other changed it. One field in two ways: a conflict, unless its kind settles it.
 */
export function mergeThreeWays(base: Json, mine: Json, theirs: Json, choosing: Choosing): Merge {
  const conflicts: FieldConflict[] = [];
  const work = { ...choosing, type: mine.resourceType, conflicts };
  const merged = mergeNode({ base, mine, theirs }, '', work);
  return { merged: merged as Json, conflicts };
}

interface Three {
  readonly base: unknown;
  readonly mine: unknown;
  readonly theirs: unknown;
}
type Work = Choosing & { readonly type: string; readonly conflicts: FieldConflict[] };

function mergeNode({ base, mine, theirs }: Three, path: string, work: Work): unknown {
  if (isSame(mine, theirs) || isSame(base, theirs)) return mine;
  if (isSame(base, mine)) return theirs;
  // The shown text follows the content and is written anew.
  if (path === 'text') return mine;
  if (isTable(mine) && isTable(theirs))
    return mergeTables(isTable(base) ? base : {}, mine, theirs, path, work);
  if (Array.isArray(mine) && Array.isArray(theirs))
    return mergeLists(Array.isArray(base) ? base : [], mine, theirs, path, work);
  return clash({ base, mine, theirs }, path, work);
}

function clash({ base, mine, theirs }: Three, path: string, work: Work): unknown {
  const settled = settledByKind(work.type, path, mine, theirs);
  if (settled !== undefined) return settled;
  work.conflicts.push({ path, base, mine, theirs, proposed: work.proposed });
  return (work.choices?.[path] ?? work.proposed) === 'mine' ? mine : theirs;
}

type Table = Readonly<Record<string, unknown>>;

function mergeTables(base: Table, mine: Table, theirs: Table, path: string, work: Work): Table {
  const keys = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
  const merged: Record<string, unknown> = {};
  for (const key of keys) {
    const three = { base: base[key], mine: mine[key], theirs: theirs[key] };
    const value = mergeNode(three, path === '' ? key : `${path}.${key}`, work);
    if (value !== undefined) merged[key] = value;
  }
  return merged;
}

function mergeLists(
  base: readonly unknown[],
  mine: readonly unknown[],
  theirs: readonly unknown[],
  path: string,
  work: Work,
): readonly unknown[] {
  // Nothing came or went: the places are the same things.
  if (base.length === mine.length && base.length === theirs.length)
    return mine.map((one, at) =>
      mergeNode({ base: base[at], mine: one, theirs: theirs[at] }, `${path}[${at}]`, work),
    );
  const [was, here, there] = [byIdentity(base), byIdentity(mine), byIdentity(theirs)];
  const merged: unknown[] = [];
  for (const key of new Set([...there.keys(), ...here.keys()])) {
    const three = { base: was.get(key), mine: here.get(key), theirs: there.get(key) };
    const isGone = three.base !== undefined && (three.mine === undefined || three.theirs === undefined);
    if (isGone && isSame(three.base, three.mine ?? three.theirs)) continue;
    const value =
      three.mine === undefined || three.theirs === undefined
        ? isGone
          ? clash(three, `${path}[${key}]`, work)
          : (three.mine ?? three.theirs)
        : mergeNode(three, `${path}[${key}]`, work);
    if (value !== undefined) merged.push(value);
  }
  return merged;
}

/** Elements of a list by what they are about, where they say it; else by all that they say. */
function byIdentity(list: readonly unknown[]): Map<string, unknown> {
  const map = new Map<string, unknown>();
  for (const one of list) {
    let key = identityOf(one);
    // Two that call themselves the same are two all the same.
    while (map.has(key)) key += '+';
    map.set(key, one);
  }
  return map;
}

function identityOf(one: unknown): string {
  if (!isTable(one)) return JSON.stringify(one);
  for (const name of ['id', 'linkId', 'url', 'reference'] as const)
    if (typeof one[name] === 'string') return `${name}=${one[name]}`;
  return canonical(one);
}

/** Whether two JSON values say the same, whatever the order of members. */
export function isSame(a: unknown, b: unknown): boolean {
  return a === b || (a !== undefined && b !== undefined && canonical(a) === canonical(b));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isTable(value)) return JSON.stringify(value) ?? 'undefined';
  const members = Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .toSorted();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
