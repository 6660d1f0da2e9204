import type { Identifier, Patient } from '@medplum/fhirtypes';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { joinPatients, type Choice, type Choices } from './join-patients.ts';
import { canonical, elementsOf, fieldNames, listFields } from './patient-fields.ts';
import { changedFields, restored, type JoinedRecord } from './undo-join.ts';

const word = fc.constantFrom('An', 'Bình', 'Chi', 'Dũng', "H'Mai", 'Ỷ');
const identifier: fc.Arbitrary<Identifier> = fc.record(
  {
    system: fc.constantFrom(
      identifierSystem.personalNumber,
      identifierSystem.passport,
      'urn:benh-vien:1',
      'urn:benh-vien:2',
    ),
    value: fc.constantFrom('1', '2', '3', '4'),
    use: fc.constantFrom('official' as const, 'old' as const, 'secondary' as const),
  },
  { requiredKeys: ['system', 'value'] },
);
const optional = { requiredKeys: [] };
const content = fc.record(
  {
    name: fc.array(fc.record({ text: word, family: word }), { minLength: 1, maxLength: 3 }),
    birthDate: fc.constantFrom('1990', '1990-05', '1990-05-12', '2001-02-03'),
    gender: fc.constantFrom('male' as const, 'female' as const),
    address: fc.array(fc.record({ text: word, city: word }), { minLength: 1, maxLength: 2 }),
    telecom: fc.array(fc.record({ value: fc.constantFrom('090', '091', '092') }), {
      minLength: 1,
      maxLength: 2,
    }),
    deceasedBoolean: fc.boolean(),
    managingOrganization: fc.record({ reference: fc.constantFrom('Organization/1', 'Organization/2') }),
    identifier: fc.array(identifier, { minLength: 1, maxLength: 4 }),
    extension: fc.array(fc.record({ url: fc.constantFrom('urn:a', 'urn:b'), valueString: word }), {
      minLength: 1,
      maxLength: 2,
    }),
    active: fc.boolean(),
    language: fc.constantFrom('vi', 'en'),
  },
  optional,
);
const person = (id: string): fc.Arbitrary<Patient> =>
  content.map((made) => ({ resourceType: 'Patient', id, ...made }) as Patient);
const choices = fc.dictionary(
  fc.constantFrom(...fieldNames),
  fc.constantFrom<Choice>('survivor', 'other', 'both'),
) as fc.Arbitrary<Choices>;
const rules = {
  soleSystems: [identifierSystem.personalNumber, identifierSystem.passport],
  today: '2026-11-23',
};
const same = (one: Patient, other: Patient): void => expect(canonical(one)).toBe(canonical(other));
const still = (step: { before: Patient; after: Patient }): JoinedRecord => ({
  ...step,
  later: [],
  now: step.after,
});

describe('two records joined and parted', () => {
  it('are what they were, whatever stood in them and whatever was chosen', () => {
    fc.assert(
      fc.property(person('a'), person('b'), choices, (survivor, other, chosen) => {
        const joined = joinPatients(survivor, other, chosen, rules);
        same(restored(still({ before: survivor, after: joined.survivor }), []), survivor);
        same(restored(still({ before: other, after: joined.other }), []), other);
        expect(changedFields(still({ before: survivor, after: joined.survivor }))).toEqual([]);
      }),
    );
  });

  it('are what they were also where people wrote in between and their changes are dropped', () => {
    fc.assert(
      fc.property(person('a'), person('b'), choices, person('a'), (survivor, other, chosen, written) => {
        const joined = joinPatients(survivor, other, chosen, rules);
        const record = {
          before: survivor,
          after: joined.survivor,
          later: [],
          now: { ...joined.survivor, ...written },
        };
        same(restored(record, []), survivor);
      }),
    );
  });

  it('what people wrote in between is offered, each field that differs and no other', () => {
    fc.assert(
      fc.property(person('a'), person('b'), choices, word, (survivor, other, chosen, text) => {
        const joined = joinPatients(survivor, other, chosen, rules);
        const now = { ...joined.survivor, maritalStatus: { text } };
        const record: JoinedRecord = { before: survivor, after: joined.survivor, later: [], now };
        expect(changedFields(record)).toEqual(['maritalStatus']);
        const kept = restored(record, [{ field: 'maritalStatus', from: record }]);
        same(kept, { ...survivor, maritalStatus: { text } });
        const given = restored(still({ before: other, after: joined.other }), [
          { field: 'maritalStatus', from: record },
        ]);
        same(given, { ...other, maritalStatus: { text } });
      }),
    );
  });

  it('a later joining of a third record stays when the first one is undone', () => {
    fc.assert(
      fc.property(person('a'), person('b'), person('c'), (survivor, first, second) => {
        const one = joinPatients(survivor, first, {}, rules);
        const two = joinPatients(one.survivor, second, {}, rules);
        const record: JoinedRecord = {
          before: survivor,
          after: one.survivor,
          later: [{ before: one.survivor, after: two.survivor }],
          now: two.survivor,
        };
        const back = restored(record, []);
        expect(back.link).toEqual([{ type: 'replaces', other: { reference: 'Patient/c' } }]);
        expect(changedFields(record)).toEqual([]);
        // Undone in turn, the third goes too and nothing is left of either.
        same(restored(still({ before: survivor, after: one.survivor }), []), survivor);
      }),
    );
  });
});

describe('the joined record', () => {
  it('has one active number of each kind that a person has one of, and loses none', () => {
    fc.assert(
      fc.property(person('a'), person('b'), choices, (survivor, other, chosen) => {
        const { identifier: all = [] } = joinPatients(survivor, other, chosen, rules).survivor;
        for (const system of rules.soleSystems) {
          const active = (list: readonly Identifier[] = []) =>
            new Set(
              list.filter((one) => one.system === system && one.use !== 'old').map(({ value }) => value),
            ).size;
          expect(active(all)).toBeLessThanOrEqual(
            Math.max(
              1,
              active(survivor.identifier),
              survivor.identifier?.some((one) => one.system === system && one.use !== 'old') === true
                ? 0
                : active(other.identifier),
            ),
          );
        }
        const names = new Set(all.map(({ system, value }) => `${system}|${value}`));
        for (const { system, value } of [...(survivor.identifier ?? []), ...(other.identifier ?? [])])
          expect(names.has(`${system}|${value}`)).toBe(true);
      }),
    );
  });

  it('says in each field what was chosen', () => {
    fc.assert(
      fc.property(person('a'), person('b'), choices, (survivor, other, chosen) => {
        const made = elementsOf(joinPatients(survivor, other, chosen, rules).survivor);
        for (const field of ['birthDate', 'gender', 'managingOrganization'] as const) {
          expect(listFields.has(field)).toBe(false);
          const [mine, hers] = [elementsOf(survivor)[field], elementsOf(other)[field]];
          const wanted =
            chosen[field] === 'other' ? hers : chosen[field] === undefined ? (mine ?? hers) : mine;
          expect(made[field]).toEqual(wanted);
        }
      }),
    );
  });
});
