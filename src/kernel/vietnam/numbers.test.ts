import { describe, expect, test } from 'vitest';
import { benefitPercent, makeInsuranceCard, parseInsuranceCard, splitJoined } from './insurance-card.ts';
import { parseFacilityCode, provinceOfFacility } from './facility-code.ts';
import {
  facilityOfSystem,
  hospitalNumberSystem,
  recordNumberSystem,
  visitKeySystem,
} from './identifier-systems.ts';
import { parseLicenceNumber } from './licence-number.ts';
import {
  checkPersonalNumber,
  explainPersonalNumber,
  makePersonalNumber,
  parsePersonalNumber,
} from './personal-number.ts';
import { formatPhone, isMobile, normalizePhone } from './phone.ts';

describe('the personal number', () => {
  test('tells province, sex and birth year of its holder', () => {
    const number = parsePersonalNumber('001 190 123456')!;
    expect(number).toEqual({
      number: '001190123456',
      provinceCode: '001',
      sex: 'female',
      birthYear: 1990,
      serial: '123456',
    });
    expect(explainPersonalNumber(number).vi).toBe(
      'Đăng ký khai sinh tại Thành phố Hà Nội, nữ, sinh năm 1990',
    );
  });

  test.each([
    ['024', 'male', 2015, 7, '024215000007'],
    ['096', 'female', 2000, 999_999, '096300999999'],
    ['079', 'male', 1949, 1, '079049000001'],
    ['001', 'female', 2399, 1, '001999000001'],
  ] as const)(
    'of somebody from %s, %s, born %i, is built right',
    (provinceCode, sex, birthYear, serial, expected) => {
      expect(makePersonalNumber({ provinceCode, sex, birthYear, serial })).toBe(expected);
    },
  );

  test.each(['', '12345678901', '1234567890123', '00119012345a'])('%j is none', (text) => {
    expect(parsePersonalNumber(text)).toBeUndefined();
  });

  test('that disagrees with the paper brings remarks, not a refusal', () => {
    const number = parsePersonalNumber('003190123456')!;
    const codes = checkPersonalNumber(number, { sex: 'male', birthYear: 1991, year: 1980 }).map(
      (warning) => warning.code,
    );
    expect(codes).toEqual(['province-unknown', 'sex-differs', 'year-differs', 'year-in-future']);
    expect(
      checkPersonalNumber(parsePersonalNumber('001190123456')!, {
        sex: 'female',
        birthYear: 1990,
        year: 2026,
      }),
    ).toEqual([]);
    expect(checkPersonalNumber(number, { sex: 'other' }).map((warning) => warning.code)).toEqual([
      'province-unknown',
    ]);
  });
});

describe('the insurance card', () => {
  test('in its full form tells group, benefit and province', () => {
    const card = parseInsuranceCard(' te1 24-1234567890')!;
    expect(card).toMatchObject({ form: 'full', groupCode: 'TE', benefit: 1, provinceCode: '24' });
    expect(card.group?.vi).toBe('Trẻ em dưới 6 tuổi');
    expect(card.number).toBe(
      makeInsuranceCard({
        groupCode: 'TE',
        benefit: 1,
        provinceCode: '24',
        socialInsuranceNumber: card.socialInsuranceNumber,
      }),
    );
  });

  test('in its short form is the social-insurance number alone', () => {
    expect(parseInsuranceCard('0123456789')).toEqual({
      number: '0123456789',
      form: 'short',
      socialInsuranceNumber: '0123456789',
    });
  });

  test.each(['', 'DN6010123456789', 'D4010123456789', 'DN40101234567890', '012345678'])(
    '%j is none',
    (text) => {
      expect(parseInsuranceCard(text)).toBeUndefined();
    },
  );

  test('of an unknown group is still read', () => {
    expect(parseInsuranceCard('ZZ4010123456789')).toMatchObject({ groupCode: 'ZZ' });
    expect(parseInsuranceCard('ZZ4010123456789')).not.toHaveProperty('group');
  });

  test('pays by its benefit digit', () => {
    expect([1, 2, 3, 4, 5, 6].map(benefitPercent)).toEqual([100, 100, 95, 80, 100, undefined]);
  });

  test('two cards of one visit are joined by a semicolon', () => {
    expect(splitJoined('GD4010123456789; TE1010123456789;')).toEqual(['GD4010123456789', 'TE1010123456789']);
  });
});

test('a facility code names the province that numbered it', () => {
  expect(provinceOfFacility(parseFacilityCode('27999')!)).toBe('Tỉnh Bắc Ninh');
  expect(provinceOfFacility(parseFacilityCode('97001')!)).toBeUndefined();
  expect(parseFacilityCode('2799')).toBeUndefined();
});

test('numbers that are unique only inside a hospital carry the hospital in their system', () => {
  for (const system of [hospitalNumberSystem('27999'), visitKeySystem('27999'), recordNumberSystem('27999')])
    expect(facilityOfSystem(system)).toBe('27999');
  expect(facilityOfSystem('urn:vn:bhxh')).toBeUndefined();
});

test('both kinds of practising licence are read', () => {
  expect(parseLicenceNumber('001234/hno-cchn')).toEqual({
    number: '001234/HNO-CCHN',
    serial: '001234',
    issuer: 'HNO',
    kind: 'CCHN',
  });
  expect(parseLicenceNumber('000123/ĐNA-GPHN')?.issuer).toBe('ĐNA');
  expect(parseLicenceNumber('cấp lại lần 2')).toBeUndefined();
});

test('a phone number is kept in one form and shown in groups', () => {
  expect(['0912.345.678', '+84 912 345 678', '84912345678'].map(normalizePhone)).toEqual(
    Array(3).fill('+84912345678'),
  );
  expect(formatPhone('+84912345678')).toBe('0912 345 678');
  expect(formatPhone('02437331234')).toBe('024 3733 1234');
  expect([isMobile('0912345678'), isMobile('02437331234'), isMobile('115')]).toEqual([true, false, false]);
  expect(formatPhone('gọi nhà bên')).toBe('gọi nhà bên');
});
