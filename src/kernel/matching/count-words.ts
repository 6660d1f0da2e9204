import { wordOf } from './assess.ts';
import type { MatchModel, WordShares } from './model.ts';
import type { PersonFeatures } from './person-features.ts';

const parts = ['family', 'middle', 'given'] as const;
/** A word that fewer people bear is not written down: a list of names must not tell of anybody. */
const fewestHolders = 20;

type Counts = { readonly marked: Map<string, number>; readonly plain: Map<string, number> };

/** Counts in how many names a word stands, part by part. */
export class WordCounter {
  #people = 0;
  readonly #counts: Readonly<Record<(typeof parts)[number], Counts>> = {
    family: { marked: new Map(), plain: new Map() },
    middle: { marked: new Map(), plain: new Map() },
    given: { marked: new Map(), plain: new Map() },
  };

  add({ names: [name] }: PersonFeatures): void {
    if (name === undefined) return;
    this.#people += 1;
    for (const part of parts) {
      if (part === 'family' && name.familyWords === 0) continue;
      for (const form of ['marked', 'plain'] as const) {
        const word = wordOf(name[form], part, name.familyWords);
        if (word === '') continue;
        const counts = this.#counts[part][form];
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
  }

  /** Shares of the words that enough people bear, and what share is given to all others. */
  shares(): Pick<MatchModel, 'words' | 'rareWord'> {
    const people = Math.max(this.#people, 1);
    const listOf = (counts: ReadonlyMap<string, number>): Record<string, number> =>
      Object.fromEntries(
        [...counts]
          .filter(([, count]) => count >= fewestHolders)
          .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
          .map(([word, count]) => [word, count / people]),
      );
    const wordsOf = (part: (typeof parts)[number]): WordShares => ({
      marked: listOf(this.#counts[part].marked),
      plain: listOf(this.#counts[part].plain),
    });
    return {
      words: { family: wordsOf('family'), middle: wordsOf('middle'), given: wordsOf('given') },
      rareWord: Math.min(0.001, fewestHolders / 4 / people),
    };
  }
}
