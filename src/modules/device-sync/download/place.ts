/** How far a download has come. The middle part of each is the place in the changes from which it goes on when everything is there. */
export type Place =
  /** Who the people are, page by page of a search. */
  | { readonly phase: 'people'; readonly since: string; readonly search: string }
  /** Their facts, in the order of their ids. */
  | { readonly phase: 'facts'; readonly since: string; readonly after: string }
  /** What changed after a change, told on a day. */
  | { readonly phase: 'changes'; readonly tx: string; readonly id: string; readonly day: string };

/** The cursor as the device keeps it; opaque to it, and nothing of a person in it but, in the second phase, an id. */
export function printPlace(place: Place): string {
  switch (place.phase) {
    case 'people':
      return `p~${place.since}~${place.search}`;
    case 'facts':
      return `f~${place.since}~${place.after}`;
    case 'changes':
      return `c~${place.tx}~${place.id}~${place.day}`;
  }
}

/** Undefined for what is no cursor of ours: the download begins anew. */
export function readPlace(text: string): Place | undefined {
  const [phase, first = '', second = '', day = ''] = text.split('~');
  if (!/^\d{1,20}$/.test(first)) return undefined;
  if (phase === 'p') return { phase: 'people', since: first, search: second };
  if (phase === 'f') return { phase: 'facts', since: first, after: second };
  if (phase !== 'c' || !/^\d{1,19}$/.test(second) || !/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  return { phase: 'changes', tx: first, id: second, day };
}
