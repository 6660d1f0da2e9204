import type { MatchModel, WordShares, WordSharesBySex } from './model.ts';
import type { PersonFeatures } from './person-features.ts';
import { nameParts, wordOf, type NamePart } from './word-shares.ts';

/** A word that fewer people bear is not written down: a list of names must not tell of anybody. */
const fewestHolders = 20;

const sexes = ['all', 'male', 'female'] as const;
type List = { people: number; readonly marked: Map<string, number>; readonly plain: Map<string, number> };

/** Counts in how many names a word stands, part by part and by sex. */
export class WordCounter {
  readonly #lists = new Map<string, List>();

  add({ names: [name], sex }: PersonFeatures): void {
    if (name === undefined) return;
    for (const part of nameParts) {
      for (const list of [this.#list(part, 'all'), ...(sex === undefined ? [] : [this.#list(part, sex)])]) {
        list.people += 1;
        if (part === 'family' && name.familyWords === 0) continue;
        for (const form of ['marked', 'plain'] as const) {
          const word = wordOf(name[form], part, name.familyWords);
          if (word !== '') list[form].set(word, (list[form].get(word) ?? 0) + 1);
        }
      }
    }
  }

  /** Shares of the words that enough people bear, and what share is given to all others. */
  shares(): Pick<MatchModel, 'words' | 'rareWord'> {
    const bySex = (part: NamePart): WordSharesBySex =>
      Object.fromEntries(sexes.map((sex) => [sex, sharesIn(this.#list(part, sex))])) as WordSharesBySex;
    return {
      words: { family: bySex('family'), middle: bySex('middle'), given: bySex('given') },
      rareWord: Math.min(0.001, fewestHolders / 4 / Math.max(1, this.#list('given', 'all').people)),
    };
  }

  #list(part: NamePart, sex: (typeof sexes)[number]): List {
    const key = `${part} ${sex}`;
    let list = this.#lists.get(key);
    if (list === undefined) this.#lists.set(key, (list = { people: 0, marked: new Map(), plain: new Map() }));
    return list;
  }
}

function sharesIn({ people, marked, plain }: List): WordShares {
  const listOf = (counts: ReadonlyMap<string, number>): Record<string, number> =>
    Object.fromEntries(
      [...counts]
        .filter(([, count]) => count >= fewestHolders)
        .toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
        // Six digits are more than the counting is worth.
        .map(([word, count]) => [word, Number((count / people).toPrecision(6))]),
    );
  return { marked: listOf(marked), plain: listOf(plain) };
}
