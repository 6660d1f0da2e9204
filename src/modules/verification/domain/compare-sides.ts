import { compareDays } from './compare-days.ts';
import { compareNames } from './compare-names.ts';
import type { FieldName, Level, Side } from './fields.ts';

/** Compares what a record says with what a register says, field by field. Only levels come out, no values. */
export function compareSides(ours: Side, theirs: Side): Record<FieldName, Level> {
  const sex = ours.sex === 'unknown' ? undefined : ours.sex;
  return {
    name: compareNames(ours.name ?? '', theirs.name ?? ''),
    birthDate: known(ours.birthDate, theirs.birthDate, compareDays),
    sex: known(sex, theirs.sex, same),
    // The words of an address are written in a hundred ways; the commune's code is not.
    address: known(ours.commune, theirs.commune, same),
    number: known(ours.number, theirs.number, same),
    card: known(ours.card, theirs.card, same),
    state: (ours.diedOn === undefined) === (theirs.diedOn === undefined) ? 'same' : 'different',
  };
}

function same(one: string, other: string): Level {
  return one === other ? 'same' : 'different';
}

function known(
  one: string | undefined,
  other: string | undefined,
  compare: (one: string, other: string) => Level,
): Level {
  return one === undefined || other === undefined ? 'missing' : compare(one, other);
}
