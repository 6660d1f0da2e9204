import type {
  QuestionnaireResponse,
  QuestionnaireResponseItem,
  QuestionnaireResponseItemAnswer,
} from '@medplum/fhirtypes';
import type { Answer, Form, FormItem } from './form.ts';
import {
  emptyEntry,
  keysFrom,
  nodesFor,
  pathKey,
  type Entry,
  type FormNode,
  type FormState,
  type Keys,
  type Path,
} from './state.ts';

/** What stands at the head of a response. */
export type ResponseHead = Omit<QuestionnaireResponse, 'resourceType' | 'item' | 'status'> & {
  readonly status?: QuestionnaireResponse['status'];
};

/** Says whether the item at a path counts now. */
export type IsOpen = (path: Path) => boolean;

/** A response with the way into it. */
export interface Built {
  readonly response: QuestionnaireResponse;
  /** The part of the response of an instance of a group (or of an answer), by the key of its path. */
  readonly placed: ReadonlyMap<string, QuestionnaireResponseItem>;
  readonly byLinkId: ReadonlyMap<string, readonly QuestionnaireResponseItem[]>;
}

/**
 * What is filled in as a QuestionnaireResponse: only what is asked now, each with the words it was asked in, and the form with its
 * version, so that it can be read when the form has long been another one.
 */
export function buildResponse(form: Form, state: FormState, isOpen: IsOpen, head: ResponseHead = {}): Built {
  const placed = new Map<string, QuestionnaireResponseItem>();
  const byLinkId = new Map<string, QuestionnaireResponseItem[]>();
  const keep = (one: QuestionnaireResponseItem): QuestionnaireResponseItem => {
    const known = byLinkId.get(one.linkId);
    if (known === undefined) byLinkId.set(one.linkId, [one]);
    else known.push(one);
    return one;
  };
  const itemsOf = (
    items: readonly FormItem[],
    nodes: readonly FormNode[],
    around: Path,
  ): QuestionnaireResponseItem[] =>
    items.flatMap((item) => {
      const node = nodes.find(({ linkId }) => linkId === item.linkId);
      if (node === undefined || !isOpen([...around, item.linkId])) return [];
      return item.type === 'group' ? groupsOf(item, node, around) : answered(item, node, around);
    });
  const groupsOf = (item: FormItem, node: FormNode, around: Path): QuestionnaireResponseItem[] =>
    node.entries.flatMap((entry) => {
      const path = [...around, item.linkId, entry.key];
      const inside = itemsOf(item.items, entry.nodes, path);
      // A group that says nothing but what it always says was not filled in.
      if (inside.every(({ linkId }) => form.byLinkId.get(linkId)?.fixed === true)) return [];
      const made = keep({ ...headOf(item), item: inside });
      placed.set(pathKey(path), made);
      return [made];
    });
  const answered = (item: FormItem, node: FormNode, around: Path): QuestionnaireResponseItem[] => {
    const answer = node.entries.flatMap((entry): QuestionnaireResponseItemAnswer[] => {
      if (entry.answer === undefined) return [];
      const inside =
        item.items.length === 0 ? [] : itemsOf(item.items, entry.nodes, [...around, item.linkId, entry.key]);
      return [{ ...entry.answer, ...(inside.length > 0 && { item: inside }) }];
    });
    if (answer.length === 0) return [];
    const made = keep({ ...headOf(item), answer });
    for (const { key } of node.entries) placed.set(pathKey([...around, item.linkId, key]), made);
    return [made];
  };
  const item = itemsOf(form.items, state.nodes, []);
  const response: QuestionnaireResponse = {
    resourceType: 'QuestionnaireResponse',
    ...head,
    ...(form.canonical !== undefined && { questionnaire: form.canonical }),
    status: head.status ?? 'in-progress',
    ...(item.length > 0 && { item }),
  };
  return { response, placed, byLinkId };
}

function headOf({ linkId, source }: FormItem): QuestionnaireResponseItem {
  const { text, definition } = source;
  return { linkId, ...(text !== undefined && { text }), ...(definition !== undefined && { definition }) };
}

/** What an old response said and the form at hand has no place for. */
export interface LeftOver {
  readonly linkId: string;
  readonly text: string;
  readonly answers: readonly Answer[];
}

/**
 * A response opened in a form. With the version it was filled in nothing is left over; with another one what finds no place is told,
 * never dropped in silence.
 */
export function openResponse(
  form: Form,
  response: QuestionnaireResponse | undefined,
): { readonly state: FormState; readonly leftOver: readonly LeftOver[] } {
  const keys = keysFrom(0);
  const leftOver: LeftOver[] = [];
  const nodes = open(form.items, response?.item ?? [], keys, leftOver);
  return { state: { nodes, next: keys.next() }, leftOver };
}

function open(
  items: readonly FormItem[],
  given: readonly QuestionnaireResponseItem[],
  keys: Keys,
  leftOver: LeftOver[],
): FormNode[] {
  const known = new Set(items.map(({ linkId }) => linkId));
  for (const one of given) if (!known.has(one.linkId)) leaveOut(one, leftOver);
  return nodesFor(items, keys).map((node) => {
    const item = items.find(({ linkId }) => linkId === node.linkId)!;
    const mine = given.filter(({ linkId }) => linkId === node.linkId);
    if (mine.length === 0) return node;
    if (item.type === 'group') {
      for (const { answer } of mine)
        for (const one of answer ?? []) leaveOut({ linkId: item.linkId, answer: [one] }, leftOver);
      const [first, ...more] = mine;
      const several = item.repeats
        ? mine
        : [{ ...first!, item: [first!, ...more].flatMap((one) => one.item ?? []) }];
      const entries = several.map((one) => ({
        key: keys.make(),
        nodes: open(item.items, one.item ?? [], keys, leftOver),
      }));
      return { linkId: node.linkId, entries };
    }
    for (const one of mine) for (const inner of one.item ?? []) leaveOut(inner, leftOver);
    const answers = mine.flatMap(({ answer }) => answer ?? []);
    const entries = answers.flatMap((one, at): Entry[] => {
      const { item: inside = [], id: _id, ...answer } = one;
      if (!fits(item, answer) || (at > 0 && !item.repeats)) {
        leaveOut({ linkId: item.linkId, text: item.text.vi, answer: [one] }, leftOver);
        return [];
      }
      return [
        { key: keys.make(), answer, origin: 'record', nodes: open(item.items, inside, keys, leftOver) },
      ];
    });
    return { linkId: node.linkId, entries: entries.length > 0 ? entries : [emptyEntry(item, keys)] };
  });
}

function leaveOut(one: QuestionnaireResponseItem, leftOver: LeftOver[]): void {
  const answers = (one.answer ?? []).map(({ item: _item, id: _id, ...answer }) => answer);
  if (answers.length > 0) leftOver.push({ linkId: one.linkId, text: one.text ?? one.linkId, answers });
  for (const inner of [...(one.item ?? []), ...(one.answer ?? []).flatMap(({ item }) => item ?? [])])
    leaveOut(inner, leftOver);
}

const keysByType: Readonly<Record<string, readonly string[]>> = {
  boolean: ['valueBoolean'],
  decimal: ['valueDecimal', 'valueInteger'],
  integer: ['valueInteger'],
  date: ['valueDate'],
  dateTime: ['valueDateTime', 'valueDate'],
  time: ['valueTime'],
  string: ['valueString'],
  text: ['valueString'],
  url: ['valueUri'],
  choice: ['valueCoding', 'valueString', 'valueInteger', 'valueDate', 'valueTime', 'valueReference'],
  'open-choice': ['valueCoding', 'valueString'],
  attachment: ['valueAttachment'],
  reference: ['valueReference'],
  quantity: ['valueQuantity'],
};

/** Whether an answer is of a kind that the item takes. */
export function fits(item: FormItem, answer: Answer): boolean {
  return Object.keys(answer).some((key) => keysByType[item.type]?.includes(key) === true);
}

/** The value of an answer. */
export function valueOf(answer: Answer | undefined): unknown {
  if (answer === undefined) return undefined;
  for (const [key, value] of Object.entries(answer)) if (key.startsWith('value')) return value;
  return undefined;
}

/** Answers of a state whose form is not at hand, as a response: only the names of the items are known. */
export function responseOfState({ nodes }: FormState): QuestionnaireResponse {
  const itemsOf = (list: readonly FormNode[]): QuestionnaireResponseItem[] =>
    list.flatMap(({ linkId, entries }): QuestionnaireResponseItem[] => {
      const answer = entries.flatMap((entry): QuestionnaireResponseItemAnswer[] => {
        if (entry.answer === undefined) return [];
        const item = itemsOf(entry.nodes);
        return [{ ...entry.answer, ...(item.length > 0 && { item }) }];
      });
      if (answer.length > 0) return [{ linkId, answer }];
      return entries.flatMap((entry) => {
        const item = itemsOf(entry.nodes);
        return item.length === 0 ? [] : [{ linkId, item }];
      });
    });
  const item = itemsOf(nodes);
  return { resourceType: 'QuestionnaireResponse', status: 'in-progress', ...(item.length > 0 && { item }) };
}
