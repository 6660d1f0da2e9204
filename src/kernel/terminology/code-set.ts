import type { CodeTable } from './code-table.ts';

/** Codes of one table that belong to a set, in order; names that the set itself gives stand in `names`. */
export interface CodeSetPart {
  readonly table: CodeTable;
  readonly members: Set<number>;
  readonly names?: ReadonlyMap<number, string>;
}

/** The codes of a value set. */
export interface CodeSet {
  readonly parts: readonly CodeSetPart[];
  /** True where more codes belong to it than the lists held here can tell. */
  readonly unclosed: boolean;
  /** Systems that belong to it whole: where such a system is a grammar, every right code is in the set. */
  readonly whole?: readonly string[];
}

/** Whether the set has a code of a system; without a system, any of its systems will do. */
export function findInSet(
  set: CodeSet,
  system: string | undefined,
  code: string,
): { readonly part: CodeSetPart; readonly at: number } | undefined {
  for (const part of set.parts) {
    if (system !== undefined && part.table.system !== system) continue;
    const at = part.table.find(code);
    if (at >= 0 && part.members.has(at)) return { part, at };
  }
  return undefined;
}

/** How many codes a set has. */
export function sizeOf(set: CodeSet): number {
  return set.parts.reduce((sum, part) => sum + part.members.size, 0);
}

/** Both sets, each code once, in the order of the first. */
export function union(sets: readonly CodeSet[]): CodeSet {
  const parts: CodeSetPart[] = [];
  for (const part of sets.flatMap((set) => set.parts)) {
    const earlier = parts.findIndex((one) => one.table === part.table);
    if (earlier >= 0) {
      const first = parts[earlier]!;
      const names = new Map([...(part.names ?? []), ...(first.names ?? [])]);
      const members = new Set([...first.members, ...part.members]);
      parts[earlier] = { table: part.table, members, ...(names.size > 0 && { names }) };
      continue;
    }
    const others = parts.filter((one) => one.table.system === part.table.system);
    const members = keep(part, (code) => !others.some((one) => one.members.has(one.table.find(code))));
    parts.push({ ...part, members });
  }
  return {
    parts,
    unclosed: sets.some((set) => set.unclosed),
    whole: sets.flatMap((set) => set.whole ?? []),
  };
}

/** What is in both. */
export function intersection(a: CodeSet, b: CodeSet): CodeSet {
  const parts = a.parts.map((part) => ({
    ...part,
    members: keep(part, (code) => findInSet(b, part.table.system, code) !== undefined),
  }));
  return {
    parts: parts.filter((part) => part.members.size > 0),
    unclosed: a.unclosed || b.unclosed,
    whole: (a.whole ?? []).filter((system) => b.whole?.includes(system)),
  };
}

/** What is in the first and not in the second. */
export function difference(a: CodeSet, b: CodeSet): CodeSet {
  const parts = a.parts.map((part) => ({
    ...part,
    members: keep(part, (code) => findInSet(b, part.table.system, code) === undefined),
  }));
  return { ...a, parts: parts.filter((part) => part.members.size > 0) };
}

function keep(part: CodeSetPart, wanted: (code: string) => boolean): Set<number> {
  const members = new Set<number>();
  for (const at of part.members) if (wanted(part.table.code(at))) members.add(at);
  return members;
}
