import type { Patient } from '@medplum/fhirtypes';
import { mateOf } from '#kernel/vietnam/lives-with.ts';

/**
 * Whom somebody lives with, as far as a device can know: it holds no homes, so those who were registered as living with one another, and those
 * of the same address down to the house. Own rule, verify.
 */
export function homeMates(person: Patient, all: readonly Patient[]): Patient[] {
  const own = [person.id, mateOf(person)];
  const address = addressOf(person);
  return all.filter((one) => {
    if (one.id === person.id) return false;
    const mate = mateOf(one);
    const isTold = own.includes(one.id) || (mate !== undefined && own.includes(mate));
    return isTold || (/\d/.test(address) && addressOf(one) === address);
  });
}

/** Without a number it is a hamlet, in which many live. */
const addressOf = ({ address }: Patient): string =>
  (address?.find(({ use }) => use !== 'old')?.text ?? '').trim().toLocaleLowerCase('vi');
