import reference from 'canonicalize';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalize } from './canonical-json.ts';
import { parseStrict } from './strict-json.ts';

const json = fc
  .jsonValue({ noUnicodeString: false } as never)
  .filter((value) => JSON.stringify(value).isWellFormed());

it('says of any JSON what RFC 8785 says of it', () => {
  fc.assert(
    fc.property(json, (value) => {
      // Through JSON.stringify numbers have their shortest form, where the RFC and FHIR agree; -0 is printed as 0.
      const text = JSON.stringify(value);
      expect(canonicalize(text)).toBe(reference(JSON.parse(text)));
    }),
    { numRuns: 500 },
  );
});

it('is the same for the same and another for anything else', () => {
  fc.assert(
    fc.property(json, json, (a, b) => {
      const [one, two] = [JSON.stringify(a), JSON.stringify(b)];
      const same = reference(JSON.parse(one)) === reference(JSON.parse(two));
      expect(canonicalize(one) === canonicalize(two)).toBe(same);
      expect(canonicalize(canonicalize(one))).toBe(canonicalize(one));
    }),
  );
});

it.each([
  ['{"a":1,"a":1}', 'duplicate'],
  ['{"a":1,"\\u0061":2}', 'duplicate'],
  ['[1]x', 'syntax'],
  ['{"a":01}', 'syntax'],
  ['{"a":1,}', 'syntax'],
  ['"\\ud800"', 'surrogate'],
  ["{'a':1}", 'syntax'],
  ['', 'syntax'],
  ['['.repeat(300) + ']'.repeat(300), 'depth'],
])('refuses %s, which could be read in two ways or not at all', (text, why) => {
  expect(() => parseStrict(text)).toThrow(why);
});

it('keeps the digits of a number as they were written', () => {
  expect(canonicalize('{"b":1.00,"a":[ 1e2 , -0 ]}')).toBe('{"a":[1e2,-0],"b":1.00}');
});
