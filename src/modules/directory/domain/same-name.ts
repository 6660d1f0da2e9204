import { wordsOf } from './find-words.ts';

/** Whether two writings are one person's name: the same words in the same order, marks and case aside. */
export function isSameName(one: string, other: string): boolean {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  return a.length > 0 && a.length === b.length && a.every((word, at) => word === b[at]);
}
