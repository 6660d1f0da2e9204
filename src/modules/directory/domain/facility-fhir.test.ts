import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import { changedFields } from './changed-fields.ts';
import { readFacility, writeLocation, writeOrganization, writeServices } from './facility-fhir.ts';
import { facilityForm, tidyFacility, type FacilityForm } from './facility-form.ts';
import {
  careLevels,
  departments,
  facilityKinds,
  keysOf,
  openingStates,
  ownerships,
  serviceKinds,
} from './facility-words.ts';
import { isOpenAt, readHours, showHours, weekDays, writeHours } from '#kernel/vietnam/opening-hours.ts';

const commune = (await loadCommunes()).find('09319', '2026-01-01')!;
const clock = fc
  .integer({ min: 0, max: 1440 })
  .map(
    (minute) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
  );
const hours = fc
  .record({ days: fc.subarray([...weekDays], { minLength: 1 }), from: clock, to: clock })
  // The last minute of a day and its end are one to FHIR, which has no 24:00.
  .filter(({ from, to }) => from < to && to !== '23:59');
const words = fc
  .string({ minLength: 3, maxLength: 40 })
  .map((text) => `Sen ${text.replace(/\s+/gu, ' ').trim()}`.trim());
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const form: fc.Arbitrary<FacilityForm> = fc
  .record({
    code: fc.integer({ min: 0, max: 99_999 }).map((code) => String(code).padStart(5, '0')),
    name: words,
    kind: fc.constantFrom(...keysOf(facilityKinds)),
    level: maybe(fc.constantFrom(...keysOf(careLevels))),
    ownership: maybe(fc.constantFrom(...keysOf(ownerships))),
    codes: fc.record({ licence: words, healthCheck: fc.constant('1234567890123') }, { requiredKeys: [] }),
    line: maybe(words),
    commune: fc.constant('09319'),
    phone: maybe(fc.constantFrom('0912345678', '+842223123456')),
    note: maybe(words),
    latitude: fc.constant(21.1),
    longitude: fc.constant(106.1),
    state: fc.constantFrom(...keysOf(openingStates)),
    hours: fc.array(hours, { maxLength: 3 }),
    services: fc.subarray([...keysOf(serviceKinds)]),
    beds: fc.uniqueArray(
      fc.record({
        department: fc.constantFrom(...keysOf(departments)),
        count: fc.integer({ min: 1, max: 900 }),
      }),
      {
        selector: ({ department }) => department,
      },
    ),
  })
  .map((filled) =>
    facilityForm.parse(Object.fromEntries(Object.entries(filled).filter(([, value]) => value !== undefined))),
  );

describe('a facility', () => {
  test('is read out of FHIR as it was filled in, and its resources are well formed', () => {
    fc.assert(
      fc.property(form, (filled) => {
        const organization = writeOrganization(filled, commune);
        const location = writeLocation(filled, commune, 'Organization/1');
        const services = writeServices(filled, 'Organization/1', 'Location/1');
        for (const resource of [organization, location, ...services])
          expect(validateStructure(resource)).toEqual([]);
        const active = filled.state === 'closed' ? [] : services;
        const read = readFacility({ organization, location, services: active });
        const expected = tidyFacility(
          filled.state === 'closed' ? { ...filled, services: [], beds: [] } : filled,
        );
        expect(changedFields(expected, read)).toEqual([]);
      }),
    );
  });

  test('keeps what the form has no word for', () => {
    const filled = facilityForm.parse({
      code: '24001',
      name: 'Sen',
      kind: 'hospital',
      codes: {},
      commune: '09319',
      state: 'open',
      hours: [],
      services: [],
      beds: [],
    });
    const before = {
      resourceType: 'Organization' as const,
      id: '7',
      alias: ['Tên cũ'],
      identifier: [{ system: 'urn:x', value: '1' }],
      type: [{ coding: [{ system: 'urn:y', code: 'z' }] }],
      extension: [{ url: 'urn:sen:area-of-duty', valueCode: '24' }],
    };
    const written = writeOrganization(filled, commune, before);
    expect(written).toMatchObject({ id: '7', alias: ['Tên cũ'], extension: before.extension });
    expect(written.identifier).toContainEqual({ system: 'urn:x', value: '1' });
    expect(written.type).toContainEqual({ coding: [{ system: 'urn:y', code: 'z' }] });
  });
});

describe('opening hours', () => {
  test.each([
    ['24/7', 'Thứ hai – Chủ nhật: cả ngày đêm'],
    ['T2-T6 07:00-17:00', 'Thứ hai – Thứ sáu: 07:00 – 17:00'],
    ['Thứ 2 - thứ 6: 7h00 - 17h', 'Thứ hai – Thứ sáu: 07:00 – 17:00'],
    [
      'T2,T4,CN 08:00-11:30; T7 08:00-10:00',
      'Thứ hai, Thứ tư, Chủ nhật: 08:00 – 11:30 / Thứ bảy: 08:00 – 10:00',
    ],
    ['mon-fri 07:30–16:30', 'Thứ hai – Thứ sáu: 07:30 – 16:30'],
  ])('%s is %s', (written, shown) => {
    expect(showHours(readHours(written)!, 'vi').join(' / ')).toBe(shown);
  });

  test('that nobody can read are told apart from none', () => {
    expect(readHours('')).toEqual([]);
    for (const odd of [
      'sáng chiều',
      'T2-T6',
      'T6-T2 07:00-08:00',
      'T2 17:00-07:00',
      'T2 25:00-26:00',
      'T9 07:00-08:00',
    ])
      expect(readHours(odd), odd).toBeUndefined();
  });

  test('are typed and read back the same, and say whether it is open at this minute', () => {
    fc.assert(
      fc.property(fc.array(hours, { maxLength: 4 }), (list) => {
        expect(readHours(writeHours(list))).toEqual(list);
      }),
    );
    const week = readHours('T2-T6 07:00-17:00')!;
    expect(isOpenAt(week, new Date('2026-11-23T00:00:00Z'))).toBe(true);
    expect(isOpenAt(week, new Date('2026-11-23T10:00:00Z'))).toBe(false);
    expect(isOpenAt(week, new Date('2026-11-22T03:00:00Z'))).toBe(false);
    expect(isOpenAt([], new Date())).toBeUndefined();
  });
});
