import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { addTalk, type Talk, type TalkInput } from '../api.ts';

/** The name under which devices hold the talks of their station. */
export const talksReference = 'health-talks';

/** Talks of the station of a year, the newest first. */
export interface HeldTalks {
  readonly talks: readonly Talk[];
}

/** The talks with those that were noted here and that the held ones do not show; of the last year as at the centre. */
export function talksWith(
  { talks }: HeldTalks,
  calls: readonly { readonly id: string; readonly route: string; readonly input: unknown }[],
  today: string,
): { readonly talks: readonly Talk[]; readonly total: number; readonly participants: number } {
  const route = `${addTalk.method} ${addTalk.path}`;
  const noted = calls.flatMap(({ id, route: called, input }): Talk[] =>
    called === route ? [{ ...(input as TalkInput), id }] : [],
  );
  const since = addDays(today, -365);
  const all = [...noted.toReversed(), ...talks]
    .filter(({ on }) => on > since)
    .toSorted((a, b) => (a.on === b.on ? 0 : a.on < b.on ? 1 : -1));
  return {
    talks: all,
    total: all.length,
    participants: all.reduce((sum, { participants = 0 }) => sum + participants, 0),
  };
}
