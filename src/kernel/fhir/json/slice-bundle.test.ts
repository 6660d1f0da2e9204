import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError } from '../../errors.ts';
import { sliceBundle } from './slice-bundle.ts';

it('a bundle is cut into the texts that came', () => {
  const resource = '{"resourceType":"Observation","valueQuantity":{"value":1.00, "unit":"}]"}}';
  const text = ` {"type":"transaction","resourceType":"Bundle","entry":[
    {"fullUrl":"urn:uuid:1","resource": ${resource} ,"request":{"method":"PUT","url":"Observation?identifier=a|\\u0062","ifMatch":"W/\\"3\\"","ifNoneExist":"x=1"}},
    {"request":{"method":"DELETE","url":"Patient/1"}} , {} ] } `;
  expect(sliceBundle(text)).toEqual({
    type: 'transaction',
    entries: [
      {
        fullUrl: 'urn:uuid:1',
        method: 'PUT',
        url: 'Observation?identifier=a|b',
        ifMatch: 'W/"3"',
        ifNoneExist: 'x=1',
        resourceText: resource,
      },
      { method: 'DELETE', url: 'Patient/1' },
      {},
    ],
  });
});

it('any resource comes out as it went in', () => {
  fc.assert(
    fc.property(fc.array(fc.json()), (values) => {
      const resources = values.map((value) => `{"a":${value}}`);
      const text = `{"resourceType":"Bundle","type":"batch","entry":[${resources.map((one) => `{"resource":${one}}`).join(', ')}]}`;
      expect(sliceBundle(text).entries.map((one) => one.resourceText)).toEqual(resources);
    }),
  );
});

it.each([
  '',
  '{}',
  '[]',
  '{"resourceType":"Patient"}',
  '{"resourceType":"Bundle","entry":{}}',
  '{"resourceType":"Bundle","entry":[1]}',
  '{"resourceType":"Bundle","entry":[{"resource":{}},]}',
  '{"resourceType":"Bundle","type":"batch","type":"transaction"}',
  '{"resourceType":"Bundle","entry":[{"resource":{},"resource":{}}]}',
  '{"resourceType":"Bundle","entry":[{"resource":{"a":"}}]}',
  '{"resourceType":"Bundle","type":1}',
  '{"resourceType":"Bundle"} x',
  `{"resourceType":"Bundle","entry":[{"resource":${'['.repeat(100_000)}}]}`,
])('%#: what is no bundle is refused with a sentence', (text) => {
  expect(() => sliceBundle(text)).toThrow(AppError);
});
