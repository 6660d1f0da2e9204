import type { Answer, Form, FormItem } from './form.ts';

/** Where an answer came from: typed by the worker, worked out, begun with, or said elsewhere in the same visit. */
export type Origin = 'typed' | 'calculated' | 'initial' | 'record' | 'visit';

/** One answer of a question, or one instance of a group. */
export interface Entry {
  /** Stays the same while other instances come and go. */
  readonly key: string;
  readonly answer?: Answer;
  /** What stands in the field where it is no answer yet ("12,"): kept, so that nothing typed is lost. */
  readonly typed?: string;
  readonly origin?: Origin;
  readonly nodes: readonly FormNode[];
}

/** An item of the form under one instance of what is around it. */
export interface FormNode {
  readonly linkId: string;
  readonly entries: readonly Entry[];
}

/** All answers of a form while it is filled in. Plain JSON: a draft is this. */
export interface FormState {
  readonly nodes: readonly FormNode[];
  /** For the next key. */
  readonly next: number;
}

/** The way to an entry: linkId, key, linkId, key … */
export type Path = readonly string[];

/** A text for a path, for maps and for the page. */
export const pathKey = (path: Path): string => path.join('›');

/** A form with nothing filled in: one instance of each group, one empty answer of each question. */
export function emptyState(form: Form): FormState {
  const keys = keysFrom(0);
  return { nodes: nodesFor(form.items, keys), next: keys.next() };
}

/** Makes keys and says which is next. */
export interface Keys {
  make(): string;
  next(): number;
}
export function keysFrom(start: number): Keys {
  let at = start;
  return { make: () => String(at++), next: () => at };
}

/** Empty nodes of items. */
export function nodesFor(items: readonly FormItem[], keys: Keys): FormNode[] {
  return items
    .filter(({ type }) => type !== 'display')
    .map((item) => ({ linkId: item.linkId, entries: entriesFor(item, keys) }));
}

function entriesFor(item: FormItem, keys: Keys): Entry[] {
  const count = item.type === 'group' && item.repeats ? (item.minOccurs ?? (item.required ? 1 : 0)) : 1;
  return Array.from({ length: count }, () => emptyEntry(item, keys));
}

/** An empty answer or instance. */
export function emptyEntry(item: FormItem, keys: Keys): Entry {
  return { key: keys.make(), nodes: nodesFor(item.items, keys) };
}

/** The entry at a path; undefined where it is no more. */
export function entryAt(state: FormState, path: Path): Entry | undefined {
  let nodes = state.nodes;
  let entry: Entry | undefined;
  for (let at = 0; at < path.length; at += 2) {
    entry = nodes.find(({ linkId }) => linkId === path[at])?.entries.find(({ key }) => key === path[at + 1]);
    if (entry === undefined) return undefined;
    nodes = entry.nodes;
  }
  return entry;
}

/** The node of an item inside of `parent` ([] for the form). */
export function nodeAt(state: FormState, parent: Path, linkId: string): FormNode | undefined {
  const nodes = parent.length === 0 ? state.nodes : entryAt(state, parent)?.nodes;
  return nodes?.find((node) => node.linkId === linkId);
}

/** The state with the entry at a path changed; the same state where it is no more. */
export function changeEntry(state: FormState, path: Path, change: (entry: Entry) => Entry): FormState {
  const nodes = changeNodes(state.nodes, path, (entries, key) =>
    mapSame(entries, (entry) => (entry.key === key ? change(entry) : entry)),
  );
  return nodes === state.nodes ? state : { ...state, nodes };
}

/** One more answer or instance after those there are; `parent` is the path of what is around ([] for the form). */
export function addEntry(state: FormState, parent: Path, item: FormItem): FormState {
  const keys = keysFrom(state.next);
  const entry = emptyEntry(item, keys);
  const nodes = changeNodes(state.nodes, [...parent, item.linkId, ''], (entries) => [...entries, entry]);
  return { nodes, next: keys.next() };
}

/** Takes an answer or instance out; a question keeps one empty answer, so that there is a field to write in. */
export function removeEntry(state: FormState, path: Path, item: FormItem): FormState {
  const keys = keysFrom(state.next);
  const nodes = changeNodes(state.nodes, path, (entries, key) => {
    const left = entries.filter((entry) => entry.key !== key);
    return left.length === 0 && item.type !== 'group' ? [emptyEntry(item, keys)] : left;
  });
  return { nodes, next: keys.next() };
}

/** Sets all answers of a question at once: what is chosen of several. What stands below the first answer stays. */
export function setAnswers(
  state: FormState,
  parent: Path,
  item: FormItem,
  answers: readonly Answer[],
  origin: Origin,
): FormState {
  const keys = keysFrom(state.next);
  const nodes = changeNodes(state.nodes, [...parent, item.linkId, ''], (entries) =>
    (answers.length === 0 ? [undefined] : answers).map((answer, at) => {
      const { key, nodes: below } = entries[at] ?? emptyEntry(item, keys);
      return { key, nodes: below, ...(answer !== undefined && { answer }), origin };
    }),
  );
  return { nodes, next: keys.next() };
}

function changeNodes(
  nodes: readonly FormNode[],
  path: Path,
  change: (entries: readonly Entry[], key: string) => readonly Entry[],
): readonly FormNode[] {
  const [linkId, key = '', ...rest] = path;
  return mapSame(nodes, (node) => {
    if (node.linkId !== linkId) return node;
    const entries =
      rest.length === 0
        ? change(node.entries, key)
        : mapSame(node.entries, (entry) => {
            if (entry.key !== key) return entry;
            const below = changeNodes(entry.nodes, rest, change);
            return below === entry.nodes ? entry : { ...entry, nodes: below };
          });
    return entries === node.entries ? node : { ...node, entries };
  });
}

/** As map, but the same list where nothing changed: whoever compares need not look inside. */
function mapSame<T>(list: readonly T[], change: (one: T) => T): readonly T[] {
  let changed = false;
  const made = list.map((one) => {
    const next = change(one);
    if (next !== one) changed = true;
    return next;
  });
  return changed ? made : list;
}
