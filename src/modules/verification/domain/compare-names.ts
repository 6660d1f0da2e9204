import { foldText } from '#kernel/fhir/fold.ts';
import { normalizeName } from '#kernel/vietnam/person-name.ts';
import { proposeName } from '#kernel/vietnam/typing-slip.ts';
import type { Level } from './fields.ts';

/**
 * Compares two whole names as Vietnamese are written. A mark that was lost, or a keyboard that was off, is another spelling of one name
 * and not another person.
 * @example compareNames('NGUYEN THI HOA', 'Nguyễn Thị Hòa') // 'spelled-otherwise'
 */
export function compareNames(ours: string, theirs: string): Level {
  const one = normalizeName(ours);
  const other = normalizeName(theirs);
  if (one === '' || other === '') return 'missing';
  if (one === other) return 'same';
  if (one.toLocaleLowerCase('vi') === other.toLocaleLowerCase('vi')) return 'written-otherwise';
  if (spelling(one) === spelling(other) || spelling(meant(one)) === spelling(meant(other)))
    return 'spelled-otherwise';
  const words = spelling(one).split(' ');
  const others = spelling(other).split(' ');
  if (words.toSorted().join(' ') === others.toSorted().join(' ')) return 'reordered';
  if (isPartOf(words, others) || isPartOf(others, words)) return 'partial';
  return isOneSlip(words.join(''), others.join('')) ? 'slip' : 'different';
}

/** Without marks, small, y as i: what is left when everything that typing loses is lost. Hyphens and apostrophes part no words. */
function spelling(name: string): string {
  return foldText(name)
    .replaceAll(/['’ʼ-]/gu, '')
    .replaceAll('y', 'i');
}

function meant(name: string): string {
  return proposeName(name) ?? name;
}

/** Family and given name stand; words between were left out. */
function isPartOf(few: readonly string[], many: readonly string[]): boolean {
  if (few.length < 2 || few.length >= many.length) return false;
  if (few[0] !== many[0] || few.at(-1) !== many.at(-1)) return false;
  let at = 0;
  for (const word of many) if (word === few[at]) at += 1;
  return at === few.length;
}

/** One letter more, fewer, other, or two neighbours that changed places. */
export function isOneSlip(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  const [restOne, restOther] = [one.slice(start), other.slice(start)];
  return (
    restOne.slice(1) === restOther ||
    restOne === restOther.slice(1) ||
    restOne.slice(1) === restOther.slice(1) ||
    (restOne.slice(2) === restOther.slice(2) && restOne[0] === restOther[1] && restOne[1] === restOther[0])
  );
}
