import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimTime, isDateRefusal, parseClaimBirth, parseClaimTime } from './date.ts';
import { claimAmount, parseDong, scaleDong, sumDong } from './dong.ts';
import { parseInsuranceCard } from './insurance-card.ts';
import { normalizeName, splitName, titleCaseName } from './person-name.ts';
import { checkPersonalNumber, makePersonalNumber, parsePersonalNumber } from './personal-number.ts';
import { formatPhone, normalizePhone } from './phone.ts';
import { oldProvinces } from './provinces.ts';
import { oneToneStyle, placeTone, splitTone, toneMarks } from './tone.ts';
import { proposeName } from './typing-slip.ts';

const runs = { numRuns: 200 };
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('whatever is typed', () => {
  test('no reader throws', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const read of [
          parsePersonalNumber,
          parseInsuranceCard,
          normalizePhone,
          parseDong,
          parseClaimTime,
          parseClaimBirth,
          splitName,
          titleCaseName,
          proposeName,
          oneToneStyle,
        ])
          read(text);
      }),
      runs,
    );
  });

  test('a normalised name stays as it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(normalizeName(normalizeName(text))).toBe(normalizeName(text));
      }),
      runs,
    );
  });

  test('a name put together from its parts is the name', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const { family, middle, given } = splitName(text);
        expect([family, middle, given].filter(Boolean).join(' ')).toBe(normalizeName(text));
      }),
      runs,
    );
  });

  test('a phone number shown is read as itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^0[35789]\d{8}$/), (text) => {
        expect(normalizePhone(formatPhone(text))).toBe(normalizePhone(text));
      }),
      runs,
    );
  });
});

test('a made personal number says what it was made of, and nothing is remarked', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...oldProvinces.keys()),
      fc.constantFrom('male' as const, 'female' as const),
      fc.integer({ min: 1900, max: 2026 }),
      fc.integer({ min: 0, max: 999_999 }),
      (province, sex, birthYear, serial) => {
        const made = makePersonalNumber({ provinceCode: `0${province}`, sex, birthYear, serial });
        const read = parsePersonalNumber(made)!;
        expect(read).toMatchObject({
          provinceCode: `0${province}`,
          sex,
          birthYear,
          serial: String(serial).padStart(6, '0'),
        });
        expect(checkPersonalNumber(read, { sex, birthYear, year: 2026 })).toEqual([]);
      },
    ),
    runs,
  );
});

test('any minute of the clock written for a claim is read back', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
      (at) => {
        const read = parseClaimTime(claimTime(at));
        expect(isDateRefusal(read)).toBe(false);
        if (!isDateRefusal(read))
          expect(Math.floor(Date.parse(read.value) / 60_000)).toBe(Math.floor(at.getTime() / 60_000));
      },
    ),
    runs,
  );
});

test('every day that is read is a day of the calendar', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{8}$/), (text) => {
      const read = parseClaimTime(text);
      const real = new Date(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00Z`);
      const exists =
        !Number.isNaN(real.getTime()) && real.toISOString().slice(0, 10).replaceAll('-', '') === text;
      expect(isDateRefusal(read)).toBe(!exists || text.startsWith('0000'));
    }),
    runs,
  );
});

test('fund and patient together pay the cost', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -1_000_000_000_000n, max: 1_000_000_000_000n }),
      fc.integer({ min: 0, max: 100 }),
      (cents, percent) => {
        const cost = cents * 10n;
        const fund = scaleDong(cost, BigInt(percent), 100n);
        expect(sumDong([fund, cost - fund])).toBe(cost);
        expect(parseDong(claimAmount(fund))).toBe(fund);
      },
    ),
    runs,
  );
});

test('a tone taken off a syllable and put on again is the syllable', () => {
  const syllables = [
    'hoa',
    'quy',
    'gia',
    'nguyên',
    'thuy',
    'hương',
    'khuyu',
    'lê',
    'đưc',
    'oanh',
    'tuyêt',
    'mươi',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...syllables), fc.constantFrom(...toneMarks), (bare, tone) => {
      const whole = placeTone(bare, tone);
      expect(splitTone(whole)).toEqual({ bare, tone });
      expect(oneToneStyle(whole)).toBe(whole);
    }),
    runs,
  );
});
