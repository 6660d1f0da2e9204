import type { Level } from './fields.ts';
import { bagOf, type NameWords } from './name-words.ts';
import { isOneSlip } from './one-slip.ts';

/** How far two names agree, part by part. */
export interface NameAgreement {
  readonly family: Level<'family'>;
  readonly middle: Level<'middle'>;
  readonly given: Level<'given'>;
  readonly order: Level<'order'>;
}

/** The pair of names that agrees best, and one of the two: where a part agrees both have its word. */
export interface ComparedNames {
  readonly levels: NameAgreement;
  readonly name: NameWords | undefined;
}

const missing: NameAgreement = {
  family: 'missing',
  middle: 'missing',
  given: 'missing',
  order: 'missing',
};

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
  part: 2,
  missing: 1,
  different: 0,
};

function worthOf({ family, middle, given }: NameAgreement): number {
  return worths[family]! + worths[middle]! + 2 * worths[given]!;
}

function comparePair(a: NameWords, b: NameWords): NameAgreement {
  if (a.plain.length !== b.plain.length || bagOf(a) !== bagOf(b))
    return { ...compareParts(a, b), order: 'missing' };
  const isKept = a.plain.every((word, at) => word === b.plain[at]);
  return isKept
    ? { ...compareParts(a, b), order: 'kept' }
    : { ...compareParts(a, inOrderOf(a, b)), order: 'moved' };
}

function compareParts(a: NameWords, b: NameWords): Omit<NameAgreement, 'order'> {
  return {
    family: a.familyWords === 0 || b.familyWords === 0 ? 'missing' : compareFamilies(a, b),
    middle: compareMiddles(a, b),
    given: compareWords(a, a.plain.length - 1, b, b.plain.length - 1),
  };
}

/** The words of `b` in the order in which they stand in `a`; of equal words the one with the same marks first. */
function inOrderOf(a: NameWords, b: NameWords): NameWords {
  const left = b.marked.map((marked, at) => ({ marked, plain: b.plain[at]! }));
  const taken = a.plain.map((plain, at) => {
    const same = left.findIndex((word) => word.marked === a.marked[at]);
    const place = same >= 0 ? same : left.findIndex((word) => word.plain === plain);
    return left.splice(place, 1)[0]!;
  });
  return {
    marked: taken.map(({ marked }) => marked),
    plain: taken.map(({ plain }) => plain),
    hasMarks: b.hasMarks,
    familyWords: a.familyWords,
  };
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
  const [less, more] = left.length < right.length ? [left, right] : [right, left];
  return less.length < more.length && less.every((word) => more.includes(word)) ? 'part' : 'different';
}
