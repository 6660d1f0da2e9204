import { describe, expect, it } from 'vitest';
import { beginningOf } from './communication.ts';
import { expectedBy, isLate } from './expected-answer.ts';
import { mayRead, noticeKinds, outsideSentence, outsideWords } from './kinds.ts';
import { judgePush } from './push-answer.ts';

describe('what is said outside the app', () => {
  it('never names a disease, a medicine, a test, a facility or a person', () => {
    const told =
      /kết quả|xét nghiệm|thuốc|bệnh|tiêm|đường|huyết|khám|result|test|medicine|disease|vaccin|blood|doctor|bác sĩ/iu;
    for (const kind of noticeKinds) {
      expect(outsideWords[kind].vi).not.toMatch(told);
      expect(outsideWords[kind].en).not.toMatch(told);
    }
  });

  it('is one sentence for several', () => {
    expect(outsideSentence(['message'])).toBe(outsideWords.message);
    expect(outsideSentence(['message', 'message', 'due']).en).toBe('You have 3 new notices in Sen.');
  });
});

it('guardians of one who is nearly of age, and carers, read bookings and what is due, no more', () => {
  for (const tie of ['youth', 'carer'] as const)
    expect(noticeKinds.filter((kind) => mayRead(tie, kind))).toEqual(['appointment', 'due']);
  for (const tie of ['self', 'child'] as const)
    expect(noticeKinds.filter((kind) => !mayRead(tie, kind))).toEqual([]);
});

describe('an answer', () => {
  it.each([
    ['2026-11-23T10:00:00+07:00', '2026-11-25'],
    ['2026-11-26T23:59:00+07:00', '2026-11-30'],
    ['2026-11-27T08:00:00+07:00', '2026-12-01'],
    ['2026-11-28T08:00:00+07:00', '2026-12-01'],
  ])('to what is asked at %s is expected by %s', (asked, day) => {
    expect(expectedBy(new Date(asked))).toBe(day);
  });

  it('is late when the day is over in Viet Nam', () => {
    expect(isLate('2026-11-25', new Date('2026-11-25T16:59:59Z'))).toBe(false);
    expect(isLate('2026-11-25', new Date('2026-11-25T17:00:00Z'))).toBe(true);
  });
});

it.each([
  [{ status: 201 }, 'taken'],
  [{ status: 404 }, 'gone'],
  [{ status: 410 }, 'gone'],
  [{ status: 429 }, 'later'],
  [{ status: 503 }, 'later'],
  [{ status: 400 }, 'refused'],
  [{ status: 403 }, 'refused'],
  [{ status: 302 }, 'refused'],
  [{ fault: 'timeout' }, 'later'],
  [{ fault: 'unknown-name' }, 'later'],
  [{ fault: 'inner-address' }, 'gone'],
])('a push service that answers %o is understood as %s', (answer, outcome) => {
  expect(judgePush(answer)).toBe(outcome);
});

it('the beginning of a text is cut between words', () => {
  expect(beginningOf('một  hai\nba')).toBe('một hai ba');
  expect(beginningOf('một hai ba bốn', 10)).toBe('một hai…');
});
