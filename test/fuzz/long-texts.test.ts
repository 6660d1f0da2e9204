import { expect, it } from 'vitest';
import { showUnit } from '#kernel/display/show-number.ts';
import { equalExact, parseExact } from '#kernel/fhir/json/exact.ts';
import { checkNarrative } from '#kernel/fhir/structure/narrative.ts';
import { proposeName } from '#kernel/vietnam/typing-slip.ts';
import { guardedRegex } from '#kernel/terminology/guarded-regex.ts';
import { bloodGroup } from '#modules/doors/insurance/domain/map-body.ts';
import { plainText } from '#modules/personal-record/domain/facts-of.ts';
import { demandVersion } from '#platform/record/write/versions.ts';
import { readWish } from '#platform/record/subscriptions/read-wish.ts';

const million = 1_000_000;
const within = (work: () => unknown): number => {
  const start = performance.now();
  try {
    work();
  } catch {
    // Refused is well: only the time counts here.
  }
  return performance.now() - start;
};
const hook = (endpoint: string, header: string): object => ({
  resourceType: 'Subscription',
  criteria: 'Patient?active=true',
  channel: { type: endpoint.startsWith('mailto:') ? 'email' : 'rest-hook', endpoint, header: [header] },
});

/** Each of these once went over its input from every place in it: minutes for a megabyte. */
it.each<[string, () => unknown]>([
  ['a tag of a narrative without an end', () => checkNarrative(`<div><${'a'.repeat(million)}`)],
  ['an attribute without a value', () => checkNarrative(`<div ${'a'.repeat(million)}>x</div>`)],
  [
    'a number with a million zeros',
    () => equalExact(parseExact(`1.${'0'.repeat(million)}1`), parseExact('1')),
  ],
  ['a name without blanks', () => proposeName('a'.repeat(30_000))],
  [
    'an If-Match of blanks',
    () => demandVersion({ ifMatch: `${' '.repeat(30_000)}"x`, where: '' } as never, 1),
  ],
  ['an address of a letter', () => readWish(hook(`mailto:${'@'.repeat(million)} `, 'A: b') as never)],
  [
    'a header of blanks',
    () => readWish(hook('https://a.example', `A:${' '.repeat(million)}\u0001`) as never),
  ],
  ['a narrative of blanks', () => plainText(`<div>${'\u00a0'.repeat(million)}</div>`)],
  ['a blood group of blanks', () => bloodGroup(`A${' '.repeat(million)}x`)],
  ['a filter of brackets', () => guardedRegex('['.repeat(million))],
  ['a unit of brackets', () => showUnit('{'.repeat(million), 'vi')],
])('%s takes no time', (_name, work) => expect(within(work)).toBeLessThan(4000));
