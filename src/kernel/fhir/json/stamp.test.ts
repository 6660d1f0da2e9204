import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { sampleResource, seededChance } from '../testing/sample-resource.ts';
import { stampResource } from './stamp.ts';

const stamp = { id: 'n1', versionId: '2', lastUpdated: '2026-11-22T01:00:00.000Z' };
const meta = '"meta":{"versionId":"2","lastUpdated":"2026-11-22T01:00:00.000Z"}';

describe('stamping a resource', () => {
  it('keeps the zeros of decimals, the order of members and the escapes', () => {
    const text =
      '{ "resourceType":"Observation", "valueQuantity" : {"value":1.00,"code":"\\u0061"},\n\t"n":[1e2, -0.50] }';
    expect(stampResource(text, stamp)).toBe(
      `{"resourceType":"Observation","id":"n1",${meta},"valueQuantity":{"value":1.00,"code":"\\u0061"},"n":[1e2,-0.50]}`,
    );
  });

  it.each([
    ['{"resourceType":"X","id":"old"}', `{"resourceType":"X",${meta},"id":"n1"}`],
    ['{"id":"old","resourceType":"X","meta":{}}', '{"id":"n1","resourceType":"X",' + meta + '}'],
    [
      '{"resourceType":"X","meta":{"profile":["p"],"versionId":"1"}}',
      '{"resourceType":"X","id":"n1","meta":{"lastUpdated":"2026-11-22T01:00:00.000Z","profile":["p"],"versionId":"2"}}',
    ],
    [
      '{"resourceType":"X","contained":[{"id":"c","meta":{"versionId":"9"}}]}',
      `{"resourceType":"X","id":"n1",${meta},"contained":[{"id":"c","meta":{"versionId":"9"}}]}`,
    ],
  ])('%s', (text, expected) => expect(stampResource(text, stamp)).toBe(expected));

  it('sets only what it is given', () => {
    expect(stampResource('{"resourceType":"X","id":"a"}', {})).toBe('{"resourceType":"X","id":"a"}');
    expect(stampResource('{"resourceType":"X"}', { lastUpdated: 't' })).toBe(
      '{"resourceType":"X","meta":{"lastUpdated":"t"}}',
    );
  });

  it('rewrites references and addresses, not identifiers nor words', () => {
    const text =
      '{"resourceType":"X","subject":{"reference":"urn:uuid:1"},"identifier":[{"value":"urn:uuid:1"}],"uri":"urn:uuid:1","u":"\\u0075rn:uuid:1","text":"urn:uuid:1"}';
    const made = stampResource(text, {
      rewrite: (one) => (one === 'urn:uuid:1' ? 'Patient/"9"' : undefined),
    });
    expect(JSON.parse(made)).toEqual({
      resourceType: 'X',
      subject: { reference: 'Patient/"9"' },
      identifier: [{ value: 'urn:uuid:1' }],
      uri: 'Patient/"9"',
      u: 'Patient/"9"',
      text: 'urn:uuid:1',
    });
  });

  it('says the same as parsing, setting and printing, for any resource and any white space', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('Patient', 'Observation', 'Bundle', 'Questionnaire'),
        fc.nat(),
        fc.constantFrom(undefined, 1, '\t'),
        (type, seed, space) => {
          const resource: Record<string, unknown> = sampleResource(type, seededChance(seed));
          const made = JSON.parse(stampResource(JSON.stringify(resource, null, space), stamp));
          const { versionId, lastUpdated } = stamp;
          expect(made).toEqual({
            ...resource,
            id: stamp.id,
            meta: { ...(resource['meta'] as object), versionId, lastUpdated },
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('leaves any JSON inside a resource as it is', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        // Keys that a parser would drop are not the same twice: fast-check makes none that repeat.
        expect(JSON.parse(stampResource(`{"resourceType":"X","a":${json}}`, stamp)).a).toEqual(
          JSON.parse(json),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('hostile or broken text', () => {
  it.each([
    '',
    '[]',
    '"x"',
    '{',
    '{"resourceType":"X"',
    '{"resourceType":"X"} {}',
    '{"id":"1"}',
    '{"resourceType":"X","meta":1}',
    '{"resourceType":"X","id":1}',
    '{"resourceType":"X" "a":1}',
    '{"resourceType":"X","a":}',
    '{"resourceType":"X","a":"\\"}',
    '{"resourceType":"X","id":"1","id":"2"}',
    '{"resourceType":"X","\\u0069d":"1","id":"2"}',
    '{"resourceType":"X","a":{"b":1,"b":2}}',
    `{"resourceType":"X","a":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    `{"resourceType":"X","a":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`,
  ])('%#: is refused with a sentence', (text) => {
    expect(() => stampResource(text, stamp)).toThrow(AppError);
  });

  it('never throws anything else', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', 'id', 'meta', '1', ' ', 'resourceType'),
        ),
        (parts) => {
          try {
            stampResource(parts.join(''), stamp);
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('costs no more than its length', () => {
    const start = performance.now();
    stampResource(
      `{"resourceType":"X","a":"${'\\\\'.repeat(200_000)}","b":"${'\\"'.repeat(200_000)}"}`,
      stamp,
    );
    const keys = Array.from({ length: 30_000 }, (_, at) => `"k${at}":1`).join(',');
    stampResource(`{"resourceType":"X","a":{${keys}}}`, stamp);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
