import { compareBirths } from './birth-days.ts';
import { compareNames } from './compare-names.ts';
import type { Field, Level } from './fields.ts';
import { compareHomes } from './homes.ts';
import { bestOf, compareNumbers } from './numbers.ts';
import type { NameWords } from './name-words.ts';
import type { PersonFeatures } from './person-features.ts';

/** How far two people agree in each field. */
export type Agreement = { readonly [F in Field]: Level<F> };

const otherKinds = ['insurance', 'old-card', 'passport'] as const;

/** Two records compared: how far, and the words in which they agree, whose frequency weighs. */
export interface Compared {
  readonly levels: Agreement;
  readonly name: NameWords | undefined;
  /** The sex that both are of. */
  readonly sex: PersonFeatures['sex'];
  /** The phone that both bear. */
  readonly phone: string | undefined;
}

/** Compares two records field by field. Symmetric. */
export function comparePeople(a: PersonFeatures, b: PersonFeatures): Compared {
  let otherNumber: Level<'otherNumber'> = 'missing';
  for (const kind of otherKinds)
    otherNumber = bestOf(otherNumber, compareNumbers(a.others[kind] ?? [], b.others[kind] ?? []));
  const { levels: names, name } = compareNames(a.names, b.names);
  const phone = compareNumbers(a.phones, b.phones);
  const levels: Agreement = {
    ...names,
    birth: compareBirths(a.birth, b.birth),
    sex: a.sex === undefined || b.sex === undefined ? 'missing' : a.sex === b.sex ? 'same' : 'different',
    address: compareHomes(a.homes, b.homes),
    phone,
    personalNumber: comparePersonal(a, b),
    otherNumber,
  };
  return {
    levels,
    name,
    sex: levels.sex === 'same' ? a.sex : undefined,
    phone: phone === 'same' ? a.phones.find((one) => b.phones.includes(one)) : undefined,
  };
}

/** A number that does not fit its bearer proves nothing against anybody; where both records bear it, it is the same all the same. */
function comparePersonal(a: PersonFeatures, b: PersonFeatures): Level<'personalNumber'> {
  const level = compareNumbers(a.personal, b.personal);
  if (level === 'same' || (a.doubtful.length === 0 && b.doubtful.length === 0)) return level;
  const all = compareNumbers([...a.personal, ...a.doubtful], [...b.personal, ...b.doubtful]);
  return all === 'different' ? level : all;
}
