import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCardText } from './card-texts.ts';

const hex = (text: string): string => Buffer.from(text).toString('hex');

it('reads the code of a chip identity card', () => {
  expect(
    readCardText('001190123456|012345678|NGUYỄN THỊ HOÀ|01021990|Nữ|Số 5, Phường Láng, Hà Nội|05052021'),
  ).toEqual({
    kind: 'chip-card',
    personalNumber: '001190123456',
    oldCardNumber: '012345678',
    name: 'Nguyễn Thị Hòa',
    birthDate: '1990-02-01',
    gender: 'female',
    address: 'Số 5, Phường Láng, Hà Nội',
  });
});

it('reads one without an old number, with a year alone, and with the parents of newer cards behind', () => {
  expect(readCardText('\n079060000001||Y BLƠ|1960|Nam||01072021|||A|B\r\n')).toEqual({
    kind: 'chip-card',
    personalNumber: '079060000001',
    name: 'Y Blơ',
    birthDate: '1960',
    gender: 'male',
  });
});

it('reads the code of an insurance card, whose words are written as the hexadecimal of their bytes', () => {
  const text = `GD4790123456789|${hex('Lê Văn Tám')}|00/00/1955|1|${hex('Quận 1')}|79 - 034|01/01/2026|-|01/01/2026|79|-|4|01/01/2030|x$`;
  expect(readCardText(text)).toEqual({
    kind: 'insurance-card',
    insuranceNumber: 'GD4790123456789',
    name: 'Lê Văn Tám',
    birthDate: '1955',
    gender: 'male',
    address: 'Quận 1',
    facility: '79034',
    from: '2026-01-01',
  });
});

it.each([
  ['nothing', ''],
  ['a web address', 'https://example.vn/a|b|c|d|e'],
  ['a name without a number', 'NGUYỄN THỊ HOA|||||'],
  ['a number without a name', '001190123456|||||'],
  ['something without end', '|'.repeat(5000)],
])('reads nothing from %s', (_what, text) => {
  expect(readCardText(text)).toBeUndefined();
});

it('drops a day that is in no calendar and bytes that are no words, and keeps the rest', () => {
  expect(readCardText('001190123456||HOA|31021990|Nữ|')).toMatchObject({ name: 'Hoa' });
  expect(readCardText('001190123456||HOA|31021990|Nữ|')?.birthDate).toBeUndefined();
  expect(readCardText('GD4790123456789|fffe|01/02/1990|2|-|-|-|-')?.name).toBeUndefined();
});

it('whatever a scanner sends, nothing breaks', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 12 }), (fields) => {
      const found = readCardText(fields.join('|'));
      expect(found === undefined || found.kind.endsWith('card')).toBe(true);
    }),
  );
});
