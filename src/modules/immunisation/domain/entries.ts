import { addDays, addMonths } from '#kernel/vietnam/calendar-days.ts';
import type { PersonFacts } from './facts.ts';

/** A newborn has doses ahead of her, not behind: so long nothing entered is no sign that entries are missing. Own rule, verify. */
const newbornDays = 60;
const grownMonths = 18 * 12;

/**
 * What doses that nobody entered may be told as. 'told': by the schedule; 'ask': a child of whom nothing is entered has most likely been
 * vaccinated, so the entries are asked for and nothing is called late; 'silent': of a grown woman or man nothing is told. Own rule, verify.
 */
export function entriesOf({ birth, given }: PersonFacts, today: string): 'told' | 'ask' | 'silent' {
  if (given.length > 0 || today <= addDays(birth, newbornDays)) return 'told';
  return today < addMonths(birth, grownMonths) ? 'ask' : 'silent';
}
