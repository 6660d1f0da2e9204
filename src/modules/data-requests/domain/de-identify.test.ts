import fc from 'fast-check';
import { expect, test } from 'vitest';
import { birthYear, mostShiftDays, personKey, shiftDate, shiftDays } from './de-identify.ts';
import { refusesResearch } from './refusal.ts';
import { linesOfTable } from './rows-of.ts';
import { isFromCopy, markKey } from './watermark.ts';

const [one, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const now = new Date('2026-11-23T00:00:00Z');

test('a person has one key in a request and another in the next', () => {
  expect(personKey(one, 'a')).toBe(personKey(one, 'a'));
  expect(personKey(one, 'a')).not.toBe(personKey(other, 'a'));
  expect(personKey(one, 'a')).toMatch(/^[0-9a-f]{16}$/u);
});

test('dates move by the same days for one person, never by none, and the time between two events stays', () => {
  fc.assert(
    fc.property(
      fc.uuid(),
      fc.date({ min: new Date('1990-01-01'), max: new Date('2026-01-01'), noInvalidDate: true }),
      fc.integer({ min: 0, max: 4000 }),
      (id, first, between) => {
        const days = shiftDays(one, id);
        expect(Math.abs(days)).toBeGreaterThan(0);
        expect(Math.abs(days)).toBeLessThanOrEqual(mostShiftDays);
        const start = first.toISOString().slice(0, 10);
        const end = new Date(Date.parse(start) + between * 86_400_000).toISOString();
        const [a, b] = [shiftDate(start, days), shiftDate(end, days)];
        expect((Date.parse(b!) - Date.parse(a!)) / 86_400_000).toBe(between);
      },
    ),
  );
});

test('a date that was known to the month or the year stays no finer, and what is no date does not leave', () => {
  expect(shiftDate('2026-03', 30)).toBe('2026-04');
  expect(shiftDate('2026', 100)).toBe('2026');
  expect(shiftDate('hôm qua', 1)).toBeUndefined();
});

test('those older than ninety share one year of birth', () => {
  expect(birthYear('1921-05-05', now)).toBe(1936);
  expect(birthYear('1974-05-05', now)).toBe(1974);
  expect(birthYear(undefined, now)).toBeUndefined();
});

test('the key of one copy tells that copy and no other', () => {
  const key = markKey(one, personKey(one, 'a'));
  expect(isFromCopy(one, key)).toBe(true);
  expect(isFromCopy(other, key)).toBe(false);
  expect(isFromCopy(one, 'x'.repeat(24))).toBe(false);
});

test('a text that somebody typed in the place of a code does not leave', () => {
  const table = linesOfTable('results', ['loinc', 'value', 'unit', 'at'], one);
  const observation = (unit: string) => ({
    resourceType: 'Observation' as const,
    status: 'final' as const,
    code: { coding: [{ system: 'http://loinc.org', code: '2345-7' }] },
    valueQuantity: { value: 5.4, code: unit },
    effectiveDateTime: '2026-03-12T08:00:00+07:00',
  });
  const shown = { sex: '*', birth: '*', province: '*' };
  const lines = table.linesOf({ patientId: 'a', shown }, [
    observation('mmol/L'),
    observation('Nguyễn Thị Hoa, thôn Đông, số điện thoại 0912345678'),
    observation('=HYPERLINK("x")'),
  ]);
  expect(table.head).toBe('person,loinc,value,unit,at\n');
  expect(lines.join('')).not.toMatch(/Hoa|0912|HYPERLINK/u);
  expect(lines.filter((line) => line.includes('mmol/L'))).toHaveLength(1);
  expect(lines.every((line) => line.startsWith(personKey(one, 'a')))).toBe(true);
});

test('a no to research counts while it holds, for everybody and every purpose of research', () => {
  const no = (provision: object, status: 'active' | 'inactive' = 'active') =>
    refusesResearch({ status, provision: { type: 'deny', ...provision } }, now);
  expect(no({})).toBe(true);
  expect(
    no({ purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HRESCH' }] }),
  ).toBe(true);
  expect(
    no({ purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }] }),
  ).toBe(false);
  expect(no({ period: { end: '2026-11-22' } })).toBe(false);
  expect(no({ period: { start: '2026-11-24' } })).toBe(false);
  expect(no({ period: { end: '2026-11-23' } })).toBe(true);
  expect(no({}, 'inactive')).toBe(false);
  expect(no({ actor: [{ role: {}, reference: { reference: 'Organization/1' } }] })).toBe(false);
  expect(refusesResearch({ status: 'active', provision: { type: 'permit' } }, now)).toBe(false);
});
