import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Medication, MedicationRequest, Resource } from '@medplum/fhirtypes';
import { narrowRecord, withNamed } from './narrow-record.ts';

const subject = { reference: 'Patient/p' };
const medicine = (id: string, code: string, ingredient?: string): Medication => ({
  resourceType: 'Medication',
  id,
  code: { coding: [{ system: 'http://www.whocc.no/atc', code }] },
  ...(ingredient !== undefined && {
    ingredient: [{ itemReference: { reference: `Medication/${ingredient}` } }],
  }),
});
const order = (id: string, reference: string, more: object = {}): MedicationRequest => ({
  resourceType: 'MedicationRequest',
  id,
  status: 'active',
  intent: 'order',
  subject,
  medicationReference: { reference },
  ...more,
});
const illness = (id: string, code: string): Condition => ({
  resourceType: 'Condition',
  id,
  subject,
  code: { coding: [{ system: 'http://hl7.org/fhir/sid/icd-10', code }] },
});
const ids = (all: readonly Resource[]): (string | undefined)[] => all.map(({ id }) => id);

describe('what goes behind a link', () => {
  const plain = order('plain', 'Medication/c');
  const guarded = order('guarded', 'Medication/hiv');
  const found = [medicine('c', 'C09AA05'), medicine('hiv', 'J05AR13')];

  it.each(['usual', 'medicines'] as const)(
    '%s: no line whose medicine is guarded, nor the medicine',
    (part) => {
      const chosen = narrowRecord([plain, guarded], part);
      expect(ids(withNamed(chosen, found, part))).toEqual(['plain', 'c']);
    },
  );

  it('whole: everything', () => {
    const chosen = narrowRecord([plain, guarded], 'whole');
    expect(ids(withNamed(chosen, found, 'whole'))).toEqual(['plain', 'guarded', 'c', 'hiv']);
  });

  it('no line whose medicine is made of a guarded one', () => {
    const kit = order('kit', 'Medication/kit');
    const parts = [medicine('kit', 'V03AX', 'mood'), medicine('mood', 'N06AB03')];
    expect(withNamed(narrowRecord([kit], 'usual'), parts, 'usual')).toEqual([]);
  });

  it('no line whose medicine cannot be looked at', () => {
    const lines = [
      order('gone', 'Medication/gone'),
      order('far', 'https://elsewhere.example/fhir/Medication/c'),
    ];
    expect(withNamed(narrowRecord([...lines, plain], 'usual'), found.slice(0, 1), 'usual')).toEqual([
      plain,
      found[0],
    ]);
  });

  it('no line that is given for a guarded illness; a guarded visit takes nothing else along', () => {
    const visit = { resourceType: 'Encounter', id: 'v', meta: { security: [{ code: 'R' }] } } as Resource;
    const because = order('because', 'Medication/c', { reasonReference: [{ reference: 'Condition/b20' }] });
    const within = order('within', 'Medication/c', { encounter: { reference: 'Encounter/v' } });
    const record = [visit, illness('b20', 'B20'), illness('i10', 'I10'), because, within];
    expect(ids(narrowRecord(record, 'usual'))).toEqual(['i10', 'within']);
    expect(ids(narrowRecord(record, 'medicines'))).toEqual(['within']);
  });

  it('over however many steps, and in whatever order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.infiniteStream(fc.nat()), (steps, keys) => {
        const chain = Array.from({ length: steps }, (_, at) =>
          medicine(`m${at}`, at === 0 ? 'J05AR13' : 'V03AX', at === 0 ? undefined : `m${at - 1}`),
        );
        const lines = [order('o', `Medication/m${steps - 1}`), plain, medicine('c', 'C09AA05'), ...chain];
        const mixed = lines
          .map((one) => ({ one, key: keys.next().value as number }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(new Set(ids(withNamed(mixed, [], 'usual')))).toEqual(new Set(['c', 'plain']));
      }),
    );
  });
});
