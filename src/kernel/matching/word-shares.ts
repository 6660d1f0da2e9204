import type { Compared } from './compare-people.ts';
import type { MatchModel, WordShares } from './model.ts';

/** The parts of a name whose words are counted. */
export const nameParts = ['family', 'middle', 'given'] as const;
export type NamePart = (typeof nameParts)[number];

/** Logarithms of shares by word. */
interface LogShares {
  readonly marked: ReadonlyMap<string, number>;
  readonly plain: ReadonlyMap<string, number>;
}

/** Logarithm to base two of how common the word is in which a part of two names agrees; undefined where it agrees in no one word. */
export type ShareOf = (compared: Compared, part: NamePart) => number | undefined;

/** Reads the lists of a model once. */
export function createShares({ words, rareWord }: MatchModel): ShareOf {
  const lists = Object.fromEntries(
    nameParts.flatMap((part) =>
      (['all', 'male', 'female'] as const).map((sex) => [`${part} ${sex}`, logsOf(words[part][sex])]),
    ),
  ) as Readonly<Record<string, LogShares>>;
  const rare = Math.log2(rareWord);
  return ({ levels, name, sex }, part) => {
    const level = levels[part];
    if (name === undefined || (level !== 'same' && level !== 'unmarked' && level !== 'other-marks'))
      return undefined;
    const form = level === 'same' ? 'marked' : 'plain';
    const list = (one: NamePart): LogShares => lists[`${one} ${sex ?? 'all'}`]!;
    if (levels.order !== 'moved') {
      const word = wordOf(name[form], part, name.familyWords);
      return list(part)[form].get(word) ?? rare;
    }
    // Which part a word belongs to is not known where the order was lost: it counts as common as it is anywhere.
    return partWords(name[form], part, name.familyWords)
      .map((word) => Math.max(...nameParts.map((one) => list(one)[form].get(word) ?? rare)))
      .reduce((sum, one) => sum + one, 0);
  };
}

function logsOf({ marked, plain }: WordShares): LogShares {
  const read = (shares: Readonly<Record<string, number>>): ReadonlyMap<string, number> =>
    new Map(Object.entries(shares).map(([word, share]) => [word, Math.log2(share)]));
  return { marked: read(marked), plain: read(plain) };
}

/** The words of one part of a name, as the lists write them. */
export function wordOf(words: readonly string[], part: NamePart, familyWords: number): string {
  if (part === 'given') return words.at(-1) ?? '';
  const chosen = partWords(words, part, familyWords);
  return chosen.length === 1 ? chosen[0]! : chosen.join(' ');
}

function partWords(words: readonly string[], part: NamePart, familyWords: number): readonly string[] {
  if (part === 'given') return words.slice(-1);
  return part === 'family' ? words.slice(0, familyWords) : words.slice(familyWords, -1);
}
