import { describe, expect, it } from 'vitest';
import type { NameRow } from './name-rows.ts';
import { createNameSearch } from './name-search.ts';

const row = (id: string, name: string, phone = '', numbers = ''): NameRow => [
  id,
  name,
  '1985-04-02',
  'female',
  '',
  phone,
  numbers,
];
const rows = [
  row('1', 'Nguyễn Thị Hoa', '0912 345 678', '001185000123'),
  row('2', 'Trần Thị Hòa'),
  row('3', 'Hoàng Văn Đức'),
  row('4', 'Lê Hoa Mai'),
];
const ids = (words: string, people = createNameSearch(rows)) => people.find(words, 10).map(([id]) => id);

describe('people on a device', () => {
  it('are found without marks, the given name first', () => {
    expect(ids('hoa')).toEqual(['1', '2', '4', '3']);
    expect(ids('HÒA')).toEqual(['1', '2', '4', '3']);
    expect(ids('duc hoang')).toEqual(['3']);
    expect(ids('nguyen hoa')).toEqual(['1']);
  });

  it('are found by the beginning or the end of a number, and by name and year', () => {
    expect(ids('0912345')).toEqual(['1']);
    expect(ids('678')).toEqual(['1']);
    expect(ids('0123')).toEqual(['1']);
    expect(ids('mai 1985')).toEqual(['4']);
  });

  it('are not found by what is nobody’s name', () => {
    expect(ids('')).toEqual([]);
    expect(ids('xyz')).toEqual([]);
    expect(ids('hoa xyz')).toEqual([]);
  });

  it('change while the list is in use', () => {
    const people = createNameSearch(rows);
    people.change('1', row('1', 'Nguyễn Thị Lan'));
    people.change('2', undefined);
    people.change('5', row('5', 'Phạm Hoa'));
    expect(ids('hoa', people)).toEqual(['5', '4', '3']);
    expect(ids('lan', people)).toEqual(['1']);
    expect([people.has('1'), people.has('2'), people.has('5'), people.size]).toEqual([true, false, true, 5]);
  });

  it('fifty thousand of them are looked through in less than 60 ms', () => {
    const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Hoàng', 'Vũ', 'Đặng', 'Bùi'];
    const middles = ['Thị', 'Văn', 'Hữu', 'Ngọc', 'Minh', 'Thu'];
    const given = ['Hoa', 'Hòa', 'Lan', 'Đức', 'Mai', 'Tuấn', 'Hương', 'Khánh', 'Phúc', 'Yến'];
    const many = Array.from({ length: 50_000 }, (_, at) =>
      row(`p${at}`, `${families[at % 8]} ${middles[at % 6]} ${given[at % 10]} ${at % 97}`),
    );
    const people = createNameSearch(many);
    people.find('nguyen', 1);
    const times = ['hoa', 'nguyen thi', 'duc', 'phuc 12', 'khanh bui'].map((words) => {
      const from = performance.now();
      people.find(words, 20);
      return performance.now() - from;
    });
    expect(times.toSorted((a, b) => a - b)[2]).toBeLessThan(60);
  });
});
