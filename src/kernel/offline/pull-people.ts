import type { Centre } from './centre.ts';
import type { DeviceStorage } from './device-storage.ts';
import { pullReferences } from './held-references.ts';
import { forgetTakenCalls, readTakenCalls } from './kept-calls.ts';
import type { NameRow } from './name-rows.ts';
import { putHeld } from './put-held.ts';

/** Where the download stands; kept with what it brought. */
export interface PullState {
  readonly cursor: string;
  /** False until the first download is whole. */
  readonly isWhole: boolean;
  readonly done: number;
  readonly all?: number;
}

/** The key of it in `meta`. */
export const pullKey = 'pull';

/** What fetching needs. */
export interface PullParts {
  readonly storage: DeviceStorage;
  readonly centre: Centre;
  /** Hears of each page that is kept, and how the list of names changed by it. */
  onPage?: (state: PullState, rows: ReadonlyMap<string, NameRow | undefined>) => void;
}

/** Where the download stands; undefined before the first page. */
export async function readPull(storage: DeviceStorage): Promise<PullState | undefined> {
  return (await storage.get('meta', pullKey)) as PullState | undefined;
}

/**
 * Fetches page after page until nothing is new. A page and its cursor are kept in one commit, so that a broken download goes on where it was.
 * Each line is a whole person: a page that comes twice changes nothing. Throws CentreProblem, DeviceFull.
 */
export async function pullPeople({ storage, centre, onPage }: PullParts): Promise<void> {
  let state = await readPull(storage);
  for (;;) {
    // What the centre took before this page was asked for is in what the page tells of.
    const taken = await readTakenCalls(storage);
    const page = await centre.fetch(state?.cursor);
    const isWhole = state?.isWhole === true || page.isLast;
    const all = page.all ?? state?.all;
    const next: PullState = {
      cursor: page.next,
      isWhole,
      done: (state?.done ?? 0) + (state?.isWhole === true ? 0 : page.people.size),
      ...(all !== undefined && { all }),
    };
    const { puts, rows } = await putHeld(storage, page.people);
    await storage.commit([...puts, { how: 'put', store: 'meta', key: pullKey, value: next }]);
    state = next;
    onPage?.(state, rows);
    if (page.references !== undefined && (await pullReferences({ storage, centre }, page.references)))
      await forgetTakenCalls(storage, taken);
    if (page.isLast) return;
  }
}
