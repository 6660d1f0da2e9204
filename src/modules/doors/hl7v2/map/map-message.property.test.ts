import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { derivedId } from '../derived-id.ts';
import { parseMessage, type Message } from '../message.ts';
import { MessageRefused } from '../rules.ts';
import { readIdentity } from './identity.ts';
import type { Mapped } from './map-context.ts';
import { mapMessage } from './map-message.ts';
import { parseLimits } from './value.ts';

const names = ['adt-a01', 'oru-r01', 'orm-o01', 'vxu-v04', 'mdm-t02'] as const;
const fixtures = names.map((name) =>
  readFileSync(new URL(`../fixtures/${name}.hl7`, import.meta.url), 'utf8'),
);

function map(message: Message): Mapped[] {
  readIdentity(message, '01999', () => undefined);
  return mapMessage({
    message,
    patient: 'Patient/p',
    facilityCode: '01999',
    organization: 'Organization/o',
    derive: (...key) => derivedId(7, '01999', ...key),
    warn: () => undefined,
  });
}
const written = (mapped: Mapped): unknown =>
  JSON.parse(
    JSON.stringify(mapped.merge === undefined ? mapped.resource : mapped.merge(undefined)),
  ) as unknown;

describe('what messages say, in the words of FHIR', () => {
  test.each(names.map((name, at) => [name, at] as const))(
    '%s gives resources of sound structure',
    (_, at) => {
      const mapped = map(parseMessage(fixtures[at]!) ?? expect.fail('no message'));
      expect(mapped.length).toBeGreaterThan(0);
      for (const one of mapped) expect(validateStructure(written(one))).toEqual([]);
    },
  );

  test('whatever stands in a field, a message is either refused by a rule or gives resources of sound structure', () => {
    const odd = fc.oneof(
      fc.constantFrom(
        '',
        '""',
        '^^^',
        '~~',
        '&',
        '\\F\\',
        '20260230',
        'F',
        'ZZZ',
        '-0',
        '1e9',
        '^>^5',
        'A^B^LN^C^D^SCT',
        '2026',
        '202611221030+0700',
        'https://x.vn/a',
        'á'.repeat(300),
      ),
      fc.string({ unit: 'grapheme', maxLength: 30 }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.array(fc.tuple(fc.nat(), fc.nat(40), odd), { minLength: 1, maxLength: 6 }),
        (text, changes) => {
          const lines = text.split('\n');
          for (const [line, field, value] of changes) {
            const at = 1 + (line % (lines.length - 1));
            const fields = (lines[at] ?? '').split('|');
            if (fields.length < 2) continue;
            fields[1 + (field % (fields.length - 1))] = value.replace(/[\r\n]/g, ' ');
            lines[at] = fields.join('|');
          }
          const message = parseMessage(lines.join('\r'));
          if (message === undefined) return;
          try {
            for (const one of map(message))
              expect({ lines, issues: validateStructure(written(one)) }).toEqual({ lines, issues: [] });
          } catch (error) {
            if (!(error instanceof MessageRefused)) throw error;
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('the same message gives the same ids, another order gives others', () => {
    const ids = (text: string): string[] =>
      map(parseMessage(text) ?? expect.fail('no message')).map((one) => one.resource.id);
    const [, oru = ''] = fixtures;
    expect(ids(oru)).toEqual(ids(oru));
    expect(ids(oru.replaceAll('F-9001', 'F-9002')).filter((id) => ids(oru).includes(id))).toHaveLength(2); // the visit and the specimen
  });

  test.each([
    ['3.5-5.1', { low: '3.5', high: '5.1' }],
    ['3.5 - 5.1', { low: '3.5', high: '5.1' }],
    ['[3.5 – 5.1]', { low: '3.5', high: '5.1' }],
    ['-2.0 - 2.0', { low: '-2.0', high: '2.0' }],
    ['3.5 đến 5.1', { low: '3.5', high: '5.1' }],
    ['<5', { high: '5' }],
    ['≥ 60', { low: '60' }],
    ['3,5-5,1', {}],
    ['5.1-3.5', {}],
    ['âm tính', {}],
  ])('range %s is read only where it means one thing', (text, limits) => {
    expect(parseLimits(text)).toEqual(limits);
  });
});
