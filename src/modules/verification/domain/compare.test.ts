import { describe, expect, it } from 'vitest';
import { compareDays } from './compare-days.ts';
import { compareNames } from './compare-names.ts';
import { compareSides } from './compare-sides.ts';

describe('two names', () => {
  it.each([
    ['Nguyễn Thị Hòa', 'Nguyễn Thị Hòa', 'same'],
    ['Nguyễn Thị Hoà', 'Nguyễn Thị Hòa', 'same'],
    ['Nguyễn  Thị Hòa', 'Nguyễn Thị Hòa', 'same'],
    ['NGUYỄN THỊ HÒA', 'Nguyễn Thị Hòa', 'written-otherwise'],
    ['NGUYEN THI HOA', 'Nguyễn Thị Hòa', 'spelled-otherwise'],
    ['Nguyễn Thị Hoa', 'Nguyễn Thị Hòa', 'spelled-otherwise'],
    ['Nguyeenx Thij Hoaf', 'Nguyễn Thị Hòa', 'spelled-otherwise'],
    ['Dang Van Dat', 'Đặng Văn Đạt', 'spelled-otherwise'],
    ['Lý Thị Mỹ', 'Lí Thị Mĩ', 'spelled-otherwise'],
    ["H'Hen Niê", 'HHen Niê', 'spelled-otherwise'],
    ['Hòa Nguyễn Thị', 'Nguyễn Thị Hòa', 'reordered'],
    ['Nguyễn Hòa', 'Nguyễn Thị Hòa', 'partial'],
    ['Nguyễn Thị Thanh Hòa', 'Nguyễn Thanh Hòa', 'partial'],
    ['Nguyễn Thị Hoan', 'Nguyễn Thị Hòa', 'slip'],
    ['Nguyễn Thị Hao', 'Nguyễn Thị Hòa', 'slip'],
    ['Trần Văn Bình', 'Nguyễn Thị Hòa', 'different'],
    ['An', 'An', 'same'],
    ['', 'Nguyễn Thị Hòa', 'missing'],
  ])('"%s" and "%s" are %s', (ours, theirs, level) => expect(compareNames(ours, theirs)).toBe(level));
});

describe('two birth days', () => {
  it.each([
    ['1988-03-12', '1988-03-12', 'same'],
    ['1956', '1956-03-12', 'coarser'],
    ['1956-03-12', '1956-03', 'coarser'],
    ['1988-03-12', '1988-12-03', 'swapped'],
    ['1988-03-12', '1988-03-13', 'slip'],
    ['1988-03-12', '1989-03-12', 'slip'],
    ['1988-03-12', '1998-03-12', 'slip'],
    ['1988-03-12', '1990-07-21', 'different'],
    ['1988', '1956-03-12', 'different'],
  ])('%s and %s are %s', (ours, theirs, level) => expect(compareDays(ours, theirs)).toBe(level));
});

it('an address is compared by its commune, since its words are written in a hundred ways', () => {
  const ours = { name: 'A', address: 'Thôn Đông, Tiên Du', commune: '09319' };
  expect(
    compareSides(ours, { name: 'A', address: 'Thôn Đông, Xã Tiên Du, Bắc Ninh', commune: '09319' }).address,
  ).toBe('same');
  expect(compareSides(ours, { name: 'A', address: 'Nơi khác', commune: '00004' }).address).toBe('different');
  expect(compareSides({ name: 'A', address: 'Tiên Du' }, { name: 'A', commune: '00004' }).address).toBe(
    'missing',
  );
});
