import { beforeAll, describe, expect, test } from 'vitest';
import { loadCommunes } from '../vietnam/communes.ts';
import { lunarDayOf } from '../vietnam/lunar.ts';
import { mergerDay } from '../vietnam/provinces.ts';
import { createAssessor, type Assessment, type Assessor } from './assess.ts';
import { compareBirths, birthDayOf } from './birth-days.ts';
import { blockingKeys } from './blocking-keys.ts';
import { comparePeople } from './compare-people.ts';
import { homeReader, type HomeReader } from './homes.ts';
import type { MatchModel } from './model.ts';
import { nameWordsOf } from './name-words.ts';
import { featuresOf, type PersonFeatures, type PersonTraits } from './person-features.ts';
import shipped from './shipped-model.json' with { type: 'json' };

let readHome: HomeReader;
let assessor: Assessor;
beforeAll(async () => {
  readHome = homeReader(await loadCommunes());
  assessor = createAssessor(shipped as unknown as MatchModel);
});

const person = (one: PersonTraits): PersonFeatures => featuresOf(one, readHome);
const judge = (a: PersonTraits, b: PersonTraits): Assessment =>
  assessor.assess(person(a), person(b), { population: 1_000_000 });
const levels = (a: PersonTraits, b: PersonTraits) => comparePeople(person(a), person(b)).levels;
const named = (a: string, b: string) => {
  const { family, middle, given, order } = levels({ names: [a] }, { names: [b] });
  return [family, middle, given, order].join(' ');
};

describe('names', () => {
  test.each([
    ['NGUYỄN THỊ HOÀ', 'Nguyễn Thị Hòa', 'same same same kept'],
    ['Nguyễn Thị Hòa'.normalize('NFD'), 'Nguyễn Thị Hòa', 'same same same kept'],
    ['Nguyeenx Thij Hoaf', 'Nguyễn Thị Hòa', 'same same same kept'],
    ['Nguye6n4 Thi5 Hoa2', 'Nguyễn Thị Hòa', 'same same same kept'],
    ['NguyÔn ThÞ Hßa', 'Nguyễn Thị Hòa', 'same same same kept'],
    ['Lý Quý', 'Lí Quí', 'same missing same kept'],
    ['Trần Ngọc Quyên', 'Trần Ngọc Qyên', 'same same same kept'],
    ['Nguyen Thi Hoa', 'Nguyễn Thị Hòa', 'unmarked unmarked unmarked kept'],
    ['Nguyễn Văn Dũng', 'Nguyễn Văn Dung', 'same same other-marks kept'],
    ['Nguyễn Hòa Thị', 'Nguyễn Thị Hòa', 'same same same moved'],
    ['Thị Hòa Nguyễn', 'Nguyễn Thị Hòa', 'same same same moved'],
    ['Nguyễn Hòa', 'Nguyễn Thị Hòa', 'same part same missing'],
    ['Nguyễn Thị Lna', 'Nguyễn Thị Lan', 'same same near missing'],
    ["H'Hen Niê", 'H’Hen Niê', 'same missing same kept'],
    ['Ê', 'Y Ê', 'missing missing same missing'],
  ])('%s beside %s: %s', (a, b, agreement) => {
    expect(named(a, b)).toBe(agreement);
    expect(named(b, a)).toBe(agreement);
  });

  test('of one letter and of ten words are names, and white space is none', () => {
    expect(nameWordsOf('Ú')?.plain).toEqual(['u']);
    expect(nameWordsOf('Công Tằng Tôn Nữ Thị Mỹ Ngọc Bảo Châu Anh')?.plain).toHaveLength(10);
    expect(nameWordsOf(' \t ')).toBeUndefined();
  });

  test('a former name counts as well as the present one', () => {
    expect(levels({ names: ['Cao Bá Quý', 'Cao Bá Quát'] }, { names: ['Cao Bá Quát'] }).given).toBe('same');
  });
});

describe('birth days', () => {
  const compare = (a: string, b: string) => compareBirths(birthDayOf(a), birthDayOf(b));
  test.each([
    ['1990-05-12', '1990-05-12', 'same'],
    ['1990-05-12', '1990-12-05', 'swapped'],
    ['1990-05-12', '1990-04-18', 'lunar'],
    ['1990-05-12', '1990-05-13', 'one-off'],
    ['1990-05-31', '1990-06-01', 'one-off'],
    ['1990-05-12', '1980-05-12', 'one-off'],
    ['1990-05-12', '1990', 'same-year'],
    ['1990-05-12', '1990-01-01', 'same-year'],
    ['1990-05-12', '1989', 'near-year'],
    ['1990-05-12', '1990-05', 'same-month'],
    ['1990-05-12', '1990-09-30', 'year-of-both'],
    ['1990-05-12', '1971-09-30', 'different'],
    ['1990-05-12', '1990-13-45', 'same-year'],
  ])('%s beside %s: %s', (a, b, level) => {
    expect(compare(a, b)).toBe(level);
    expect(compare(b, a)).toBe(level);
  });

  test('the lunar calendar is Viet Nam’s: Tết of 1985 came a month before China’s', () => {
    expect(lunarDayOf(1985, 1, 21)).toEqual({ year: 1985, month: 1, day: 1, leap: false });
    expect(lunarDayOf(2007, 2, 17)).toEqual({ year: 2007, month: 1, day: 1, leap: false });
    expect(lunarDayOf(2023, 3, 22)).toEqual({ year: 2023, month: 2, day: 1, leap: true });
    expect(lunarDayOf(2026, 2, 17)).toEqual({ year: 2026, month: 1, day: 1, leap: false });
  });
});

describe('homes and numbers', () => {
  test('an address of before July 2025 is the one of today', () => {
    const now = { addresses: [{ line: 'Số 12 Lê Lợi', communeCode: '00070', codesOf: mergerDay }] };
    const before = {
      addresses: [{ line: 'so 12 LE LOI', commune: 'Phường Tràng Tiền', province: 'Thành phố Hà Nội' }],
    };
    expect(['home', 'commune']).toContain(levels(now, before).address);
    expect(levels(now, { addresses: [{ province: 'Tỉnh Bắc Giang' }] }).address).toBe('different');
    expect(levels(now, {}).address).toBe('missing');
  });

  test('nine digits in the place of a personal number are an old card', () => {
    const card: PersonTraits = { numbers: [{ kind: 'old-card', value: '012345678' }] };
    expect(levels(card, { numbers: [{ kind: 'personal', value: '012345678' }] }).otherNumber).toBe('same');
  });

  test('a mother’s number on her child proves nothing against it', () => {
    const child: PersonTraits = {
      birthDate: '2019-05-06',
      gender: 'male',
      numbers: [{ kind: 'personal', value: '001219123456' }],
    };
    const wrong: PersonTraits = { ...child, numbers: [{ kind: 'personal', value: '001192654321' }] };
    expect(levels(child, wrong).personalNumber).toBe('missing');
  });

  test('a card of fifteen characters is known by the ten digits in it', () => {
    const full: PersonTraits = { numbers: [{ kind: 'insurance', value: 'DN 4 01 0123456789' }] };
    expect(levels(full, { numbers: [{ kind: 'insurance', value: '0123456789' }] }).otherNumber).toBe('same');
  });
});

describe('who is one person', () => {
  const lan: PersonTraits = {
    names: ['Nguyễn Thị Bích Lan'],
    birthDate: '1990-05-12',
    gender: 'female',
    phones: ['0912345678'],
    addresses: [{ line: 'Thôn Đông', communeCode: '00070', codesOf: mergerDay }],
  };
  const number = (value: string) => ({ numbers: [{ kind: 'personal' as const, value }] });

  test('the same words without marks, a swapped day, from another place, are likely her', () => {
    const { grade } = judge(lan, {
      ...lan,
      names: ['Nguyen Thi Bich Lan'],
      birthDate: '1990-12-05',
      addresses: [],
    });
    expect(grade).toMatch(/certain|probable/);
  });

  test('twins are two: another given name, all else alike, never more than possible', () => {
    const twin = judge(lan, { ...lan, names: ['Nguyễn Thị Bích Huệ'] });
    expect(twin.grade).not.toMatch(/^(certain|probable)$/);
    expect(twin.against).toBe('kin');
    expect(
      judge(
        { ...lan, ...number('001190123456') },
        { ...lan, names: ['Nguyễn Thị Bích Loan'], ...number('001190777888') },
      ).grade,
    ).not.toBe('certain');
  });

  test('a common name and a birthday alone are no person', () => {
    const bare: PersonTraits = { names: ['Nguyễn Văn Hùng'], birthDate: '1985' };
    expect(judge(bare, bare).grade).toMatch(/possible|certainly-not/);
  });

  test('one number with an agreeing name is her, whatever else differs', () => {
    const other = { names: ['NGUYEN THI BICH LAN'], birthDate: '1990', ...number('001190123456') };
    expect(judge({ ...lan, ...number('001190123456') }, other)).toMatchObject({
      grade: 'certain',
      rule: 'same-number',
    });
  });

  test('one number under another name and birthday is for a human', () => {
    const other = {
      names: ['Phạm Quốc Huy'],
      birthDate: '1961-02-03',
      gender: 'male',
      ...number('001190123456'),
    };
    expect(judge({ ...lan, ...number('001190123456') }, other)).toMatchObject({
      grade: 'possible',
      rule: 'number-of-another',
    });
  });

  test('two whole numbers are never one person by machine, however alike the rest', () => {
    const verdict = judge({ ...lan, ...number('001190123456') }, { ...lan, ...number('001190998877') });
    expect(verdict.grade).not.toMatch(/^(certain|probable)$/);
  });

  test('a phone that a clinic gave for everybody weighs little', () => {
    const around = { population: 1_000_000, holdersOfPhone: () => 5_000 };
    const shared = assessor.assess(person(lan), person(lan), around);
    expect(shared.bits).toBeLessThanOrEqual(judge(lan, lan).bits);
    const poor: PersonTraits = { names: ['Nguyễn Thị Lan'], phones: lan.phones! };
    const common = assessor.assess(person(poor), person(poor), around);
    expect(common.bits).toBeLessThan(judge(poor, poor).bits);
    expect(common.against).toBe('stranger');
  });

  test('every single slip leaves a key that the two still share', () => {
    const keys = (one: PersonTraits) =>
      new Set(
        blockingKeys(person(one))
          .filter(({ width }) => width === 'narrow')
          .map(({ text }) => text),
      );
    const slips: PersonTraits[] = [
      { ...lan, names: ['Nguyễn Thị Bích Lna'] },
      { ...lan, names: ['Nguyễn Lan'] },
      { ...lan, names: ['Lan Nguyễn Thị Bích'] },
      { ...lan, birthDate: '1990-12-05' },
      { ...lan, birthDate: '1990' },
      { ...lan, birthDate: '1990-04-18' },
      { ...lan, birthDate: '1980-05-12' },
      { ...lan, addresses: [], phones: [] },
    ];
    for (const slip of slips) {
      const shared = [...keys(slip)].filter((key) => keys(lan).has(key));
      expect(shared.length, JSON.stringify(slip)).toBeGreaterThan(0);
    }
  });
});
