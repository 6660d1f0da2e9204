import { describe, expect, it } from 'vitest';
import { allResourceTypes } from '../structure/element-facts.ts';
import { sampleResource, seededChance } from '../testing/sample-resource.ts';
import { compartmentCodesOf, isCompartmentType } from './compartments.ts';
import { extractForIndex, extractIndex } from './extract.ts';
import { meetsCondition } from './match.ts';
import { parseQuery } from './parse-query.ts';
import { searchParameterMap, searchParametersOf } from './search-parameters.ts';
import { unionParametersOf } from './union-parameters.ts';

const observation = {
  resourceType: 'Observation',
  id: 'o',
  status: 'final',
  code: { coding: [{ system: 's', code: 'a' }] },
  performer: [{ reference: 'https://other.example/fhir/Practitioner/1' }],
  instantiatesCanonical: 'http://x/y|1',
  note: [{ text: 'Nhịn đói &amp; nghỉ' }],
};
const meets = (resource: { resourceType: string; id?: string }, query: string): boolean =>
  parseQuery(resource.resourceType, query).conditions.every(
    (condition) =>
      condition.kind !== 'chain' &&
      condition.kind !== 'has' &&
      meetsCondition({ resource, values: extractIndex(resource), updated: Date.UTC(2026, 0, 1) }, condition),
  );

describe('looking at a resource', () => {
  it.each([
    ['_id=o', true],
    ['_id:not=o', false],
    ['_lastUpdated=2026', true],
    ['_lastUpdated=lt2025', false],
    ['code=s|a,b', true],
    ['code=|a', false],
    ['code:not=a', false],
    ['performer=Practitioner/1', false],
    ['performer=https://other.example/fhir/Practitioner/1', true],
    ['_content=doi nhin', true],
    ['_content="doi nhin"', false],
    ['_text=nhin', false],
    ['value-quantity:missing=true', true],
    ['code-value-quantity:missing=true', true],
  ])('%s: %s', (query, expected) => expect(meets(observation, query)).toBe(expected));
});

describe('what a store need not index', () => {
  it('a composite is never wider than its parameters: their values narrow it', () => {
    for (const type of allResourceTypes) {
      const composites = searchParametersOf(type).filter((one) => one.type === 'composite');
      if (composites.length === 0) continue;
      for (let seed = 1; seed <= 3; seed += 1) {
        const values = extractIndex(sampleResource(type, seededChance(seed)) as never);
        for (const { code, components } of composites) {
          for (const tuple of values.composites[code] ?? []) {
            tuple.components.forEach((part, at) => {
              for (const [kind, list] of Object.entries(part)) {
                const whole = (values as unknown as Record<string, Record<string, unknown[]>>)[kind]?.[
                  components![at]!.code
                ];
                for (const value of list as unknown[]) expect(whole, `${type}.${code}`).toContainEqual(value);
              }
            });
          }
        }
      }
    }
  });

  it('the parts of a union hold all of it', () => {
    const unions = unionParametersOf('Observation');
    expect([...unions.keys()].toSorted()).toEqual([
      'combo-code',
      'combo-data-absent-reason',
      'combo-value-concept',
      'combo-value-quantity',
    ]);
    const one = extractForIndex(observation);
    expect(one.tokens['combo-code']).toBeUndefined();
    expect(extractIndex(observation).tokens['combo-code']).toEqual(one.tokens['code']);
  });
});

describe('compartments', () => {
  it('name reference parameters only', () => {
    for (const compartment of ['Patient', 'Encounter', 'Practitioner', 'Device', 'RelatedPerson']) {
      expect(isCompartmentType(compartment)).toBe(true);
      for (const type of allResourceTypes) {
        for (const code of (isCompartmentType(compartment) && compartmentCodesOf(compartment, type)) || [])
          expect(searchParameterMap(type).get(code)?.type, `${compartment} ${type} ${code}`).toBe(
            'reference',
          );
      }
    }
    expect(isCompartmentType('Group')).toBe(false);
  });
});
