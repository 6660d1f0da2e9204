import type { Message, Segment } from '../message.ts';

/** One OBX with the comments under it. */
export interface ResultLine {
  readonly obx: Segment;
  readonly notes: readonly string[];
}

/** One order with all that hangs under it until the next one. */
export interface OrderGroup {
  readonly orc: Segment | undefined;
  readonly obr: Segment | undefined;
  readonly notes: readonly string[];
  readonly results: readonly ResultLine[];
  readonly specimens: readonly Segment[];
  readonly timings: readonly Segment[];
  readonly diagnoses: readonly Segment[];
  /** RXA and RXR of a vaccination. */
  readonly given: Segment | undefined;
  readonly route: Segment | undefined;
}

type Growing = {
  -readonly [K in keyof OrderGroup]: OrderGroup[K] extends readonly (infer T)[] ? T[] : OrderGroup[K];
};

function emptyGroup(): Growing {
  return {
    orc: undefined,
    obr: undefined,
    notes: [],
    results: [],
    specimens: [],
    timings: [],
    diagnoses: [],
    given: undefined,
    route: undefined,
  };
}

/**
 * Cuts a message into its orders, by segment order alone: ORC opens one; so do OBR and RXA unless an ORC just did. Results before any order
 * (patient-level OBX) are in `before`.
 */
export function groupOrders(message: Message): {
  readonly before: readonly ResultLine[];
  readonly orders: readonly OrderGroup[];
} {
  const head = emptyGroup();
  const orders: Growing[] = [];
  let current = head;
  let lastNotes: string[] | undefined;
  const open = (): Growing => {
    current = emptyGroup();
    orders.push(current);
    lastNotes = current.notes;
    return current;
  };
  for (const segment of message.segments) {
    switch (segment.name) {
      case 'ORC':
        open().orc = segment;
        break;
      case 'OBR':
        if (current === head || current.obr !== undefined || current.given !== undefined) open();
        current.obr = segment;
        break;
      case 'RXA':
        if (current === head || current.given !== undefined || current.obr !== undefined) open();
        current.given = segment;
        break;
      case 'RXR':
        current.route = segment;
        break;
      case 'OBX': {
        const notes: string[] = [];
        current.results.push({ obx: segment, notes });
        lastNotes = notes;
        break;
      }
      case 'NTE': {
        const text = segment
          .repetitions(3)
          .map((one) => one.component(1))
          .join('\n')
          .trim();
        if (text !== '') lastNotes?.push(text);
        break;
      }
      case 'SPM':
        current.specimens.push(segment);
        lastNotes = undefined;
        break;
      case 'TQ1':
        current.timings.push(segment);
        break;
      case 'DG1':
        if (current !== head) current.diagnoses.push(segment);
        break;
      default:
        break;
    }
  }
  return { before: head.results, orders };
}

/**
 * What names an order inside the facility: the filler's number (it makes the result), else the placer's, else the specimen and service.
 * Each kind is its own key space, since a filler's 1001 is not the placer's 1001. Undefined: nothing names it.
 */
export function orderKey(group: OrderGroup): readonly [kind: string, ...string[]] | undefined {
  const filler = group.obr?.text(3) || group.orc?.text(3) || '';
  const placer = group.obr?.text(2) || group.orc?.text(2) || '';
  const service = group.obr?.text(4) ?? '';
  if (filler !== '') return ['filler', filler, service];
  if (placer !== '') return ['placer', placer, service];
  const specimen = group.specimens[0]?.text(2) ?? '';
  if (specimen !== '') return ['specimen', specimen, service];
  return undefined;
}
