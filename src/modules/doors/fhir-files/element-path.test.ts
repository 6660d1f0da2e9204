import { describe, expect, test } from 'vitest';
import { parseKeepingDigits } from './keep-digits.ts';
import { textAt, withTextAt } from './element-path.ts';

const resource = parseKeepingDigits(
  '{"resourceType":"Observation","status":"done","name":[{"given":["A","B"]}],"valueQuantity":{"value":1.00}}',
) as object;

describe('mending one value of a resource', () => {
  test('the value is found and replaced at its place, everything else stays, digits too', () => {
    expect([
      textAt(resource, 'status'),
      textAt(resource, 'name[0].given[1]'),
      textAt(resource, 'valueQuantity.value'),
      textAt(resource, 'name'),
      textAt(resource, 'x.y'),
    ]).toEqual(['done', 'B', '1.00', undefined, undefined]);
    expect(JSON.stringify(withTextAt(resource, 'status', 'final'))).toBe(
      '{"resourceType":"Observation","status":"final","name":[{"given":["A","B"]}],"valueQuantity":{"value":1.00}}',
    );
    expect(JSON.stringify(withTextAt(resource, 'valueQuantity.value', '2'))).toContain('"value":2}');
  });

  test('an empty value takes the element away; a path that leads nowhere changes nothing', () => {
    expect(withTextAt(resource, 'status', '')).not.toHaveProperty('status');
    expect(withTextAt(resource, 'name[0].given[0]', '')).toMatchObject({ name: [{ given: ['B'] }] });
    for (const path of ['a.b.c', '', 'status..x', '__proto__', 'name[0].__proto__'])
      expect(withTextAt(resource, path, 'x')).toEqual(resource);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });
});
