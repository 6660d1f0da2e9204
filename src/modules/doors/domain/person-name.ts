import type { HumanName } from '@medplum/fhirtypes';
import { foldText } from '#kernel/fhir/fold.ts';
import { splitName, titleCaseName } from '#kernel/vietnam/person-name.ts';

/** Where the name stands exactly as the sender wrote it, when that differs from what is shown. */
export const nameAsGivenUrl = 'urn:sen:name-as-given';

/** HumanName of a Vietnamese full name, in title case; the form as given is kept beside it. */
export function humanNameOf(given: string): HumanName {
  const asGiven = given.trim();
  const text = titleCaseName(asGiven);
  const parts = splitName(text);
  const givenNames = [parts.middle, parts.given].filter((part) => part !== '');
  return {
    ...(asGiven === text ? {} : { extension: [{ url: nameAsGivenUrl, valueString: asGiven }] }),
    use: 'official',
    text,
    ...(parts.family === '' ? {} : { family: parts.family }),
    ...(givenNames.length === 0 ? {} : { given: givenNames }),
  };
}

/** How much two full names share, 0..1, without marks, case and order (Dice coefficient over words). */
export function nameLikeness(a: string, b: string): number {
  const left = foldText(a).split(' ').filter(Boolean);
  const right = foldText(b).split(' ').filter(Boolean);
  if (left.length === 0 || right.length === 0) return 0;
  const rest = [...right];
  let shared = 0;
  for (const word of left) {
    const at = rest.indexOf(word);
    if (at < 0) continue;
    rest.splice(at, 1);
    shared += 1;
  }
  return (2 * shared) / (left.length + right.length);
}
