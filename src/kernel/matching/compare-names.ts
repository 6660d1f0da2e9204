import type { Level } from './fields.ts';
import type { NameWords } from './name-words.ts';
import { isOneSlip } from './one-slip.ts';

/** How far two names agree, part by part. */
export interface NameAgreement {
  readonly family: Level<'family'>;
  readonly middle: Level<'middle'>;
  readonly given: Level<'given'>;
}

/** The pair of names that agrees best, and one of the two: where a part agrees both have its word. */
export interface ComparedNames {
  readonly levels: NameAgreement;
  readonly name: NameWords | undefined;
}

const missing: NameAgreement = { family: 'missing', middle: 'missing', given: 'missing' };

/** Compares two people by the pair of their names (present and former) that agrees best. */
export function compareNames(a: readonly NameWords[], b: readonly NameWords[]): ComparedNames {
  const [first] = a;
  const [other] = b;
  if (first === undefined || other === undefined) return { levels: missing, name: undefined };
  let best = { levels: comparePair(first, other), name: first };
  if (a.length === 1 && b.length === 1) return best;
  let bestWorth = -1;
  let bestText = '';
  for (const left of a) {
    for (const right of b) {
      const levels = comparePair(left, right);
      const worth = worthOf(levels);
      if (worth < bestWorth) continue;
      // Of equal pairs always the same one, whichever side is asked first.
      const text = [left.marked.join(' '), right.marked.join(' ')].toSorted().join('|');
      if (worth === bestWorth && text >= bestText) continue;
      best = { levels, name: left };
      bestWorth = worth;
      bestText = text;
    }
  }
  return best;
}

/** Only orders pairs of names of the same two people. */
const worths: Readonly<Record<string, number>> = {
  same: 6,
  unmarked: 5,
  'other-marks': 3,
  near: 3,
  crossed: 3,
  part: 2,
  missing: 1,
  different: 0,
};

function worthOf({ family, middle, given }: NameAgreement): number {
  return worths[family]! + worths[middle]! + 2 * worths[given]!;
}

function comparePair(a: NameWords, b: NameWords): NameAgreement {
  const lastA = a.plain.length - 1;
  const lastB = b.plain.length - 1;
  const given = compareWords(a, lastA, b, lastB);
  const family = a.familyWords === 0 || b.familyWords === 0 ? 'missing' : compareFamilies(a, b);
  const middle = compareMiddles(a, b);
  // Parts in other places count as crossed only where each name holds what the other lacks: 'An' in both is no swap.
  const crossedGiven = given === 'different' && stands(a, lastA, b, lastB) && stands(b, lastB, a, lastA);
  const crossedFamily = family === 'different' && stands(a, 0, b, 0) && stands(b, 0, a, 0);
  return {
    family: crossedFamily ? 'crossed' : family,
    middle,
    given: crossedGiven ? 'crossed' : given,
  };
}

/** Whether a word of one name stands in the other at another place. */
function stands(a: NameWords, at: number, b: NameWords, not: number): boolean {
  const word = a.plain[at];
  return b.plain.some((other, place) => place !== not && other === word);
}

type WordLevel = 'same' | 'unmarked' | 'other-marks' | 'near' | 'different';

function compareWords(a: NameWords, atA: number, b: NameWords, atB: number): WordLevel {
  return compareTexts(
    { plain: a.plain[atA]!, marked: a.marked[atA]! },
    { plain: b.plain[atB]!, marked: b.marked[atB]! },
    a.hasMarks && b.hasMarks,
  );
}

interface Text {
  readonly plain: string;
  readonly marked: string;
}

function compareTexts(a: Text, b: Text, bothMarked: boolean): WordLevel {
  if (a.marked === b.marked) return 'same';
  // Marks that one name lost wholly say nothing; 'Dũng' and 'Dung', both written with care, are two names.
  if (a.plain === b.plain) return bothMarked ? 'other-marks' : 'unmarked';
  return a.plain.length + b.plain.length > 4 && isOneSlip(a.plain, b.plain) ? 'near' : 'different';
}

function compareFamilies(a: NameWords, b: NameWords): WordLevel {
  return compareTexts(partOf(a, 0, a.familyWords), partOf(b, 0, b.familyWords), a.hasMarks && b.hasMarks);
}

function partOf(name: NameWords, from: number, to: number): Text {
  if (to - from === 1) return { plain: name.plain[from]!, marked: name.marked[from]! };
  return { plain: name.plain.slice(from, to).join(' '), marked: name.marked.slice(from, to).join(' ') };
}

function compareMiddles(a: NameWords, b: NameWords): Level<'middle'> {
  const endA = a.plain.length - 1;
  const endB = b.plain.length - 1;
  const countA = endA - a.familyWords;
  const countB = endB - b.familyWords;
  if (countA <= 0 && countB <= 0) return 'missing';
  if (countA <= 0 || countB <= 0) return 'part';
  const level = compareTexts(
    partOf(a, a.familyWords, endA),
    partOf(b, b.familyWords, endB),
    a.hasMarks && b.hasMarks,
  );
  if (level !== 'different') return level;
  const left = a.plain.slice(a.familyWords, endA);
  const right = b.plain.slice(b.familyWords, endB);
  if (left.every((word) => b.plain.includes(word)) && right.every((word) => a.plain.includes(word)))
    return 'crossed';
  const [less, more] = left.length < right.length ? [left, right] : [right, left];
  return less.length < more.length && less.every((word) => more.includes(word)) ? 'part' : 'different';
}
