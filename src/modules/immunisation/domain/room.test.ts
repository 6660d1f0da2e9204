import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { findExcursions, isReadingMissed, judgeReading } from './cold-chain.ts';
import type { PersonFacts } from './facts.ts';
import { judgeShot, type Shot } from './judge-shot.ts';
import { reportDueAt, severityOf } from './reaction.ts';
import { judgeScreening } from './screening.ts';
import { judgeVial, openHoursOf, orderLots, wastageOf } from './vial.ts';

const hour = 3_600_000;
const at = new Date('2026-11-23T02:00:00Z');
const after = (hours: number): Date => new Date(at.getTime() + hours * hour);

describe('an opened vial', () => {
  it('of BCG or measles is good for six hours, whatever a label says', () => {
    expect(openHoursOf('BCG', 24)).toBe(6);
    expect(openHoursOf('DPTHBHIB1', 672)).toBe(672);
    const vial = { openedAt: at, openHours: 6, dosesLeft: 3 };
    expect(judgeVial(vial, after(6))).toBe('good');
    expect(judgeVial(vial, after(6.1))).toBe('too-old');
    expect(judgeVial({ ...vial, dosesLeft: 0 }, at)).toBe('empty');
  });
});

test('an open vial is used up first, then what expires first; locked, expired and empty lots are no choice', () => {
  const lot = { isLocked: false, unopenedVials: 2, expiresOn: '2027-01-01' };
  const open = { openedAt: at, openHours: 6, dosesLeft: 3 };
  const lots = [
    { ...lot, id: 'late' },
    { ...lot, id: 'soon', expiresOn: '2026-12-01' },
    { ...lot, id: 'open', expiresOn: '2027-06-01', vial: open },
    { ...lot, id: 'locked', isLocked: true },
    { ...lot, id: 'expired', expiresOn: '2026-11-22' },
    { ...lot, id: 'empty', unopenedVials: 0 },
  ];
  expect(orderLots(lots, '2026-11-23', after(1))).toEqual(['open', 'soon', 'late']);
  expect(orderLots(lots, '2026-11-23', after(9))).toEqual(['soon', 'late', 'open']);
});

test('wastage is told only where something was used up', () => {
  expect(wastageOf({ used: 0, wasted: 0 })).toBeUndefined();
  expect(wastageOf({ used: 6, wasted: 2 })).toBe(0.25);
});

describe('the cold chain', () => {
  test.each([
    [1.9, 'cold'],
    [2, 'right'],
    [8, 'right'],
    [8.1, 'warm'],
    [0, 'frost'],
    [-3, 'frost'],
  ])('%d °C is %s', (celsius, judged) => expect(judgeReading(celsius)).toBe(judged));

  it('tells when it was wrong, how far, and when it was right before', () => {
    const readings = [4, 9, 11, 5, -1, 4].map((celsius, nth) => ({ at: after(nth), celsius }));
    expect(findExcursions(readings)).toEqual([
      { kind: 'warm', from: after(1), to: after(3), rightUntil: after(0), furthest: 11 },
      { kind: 'frost', from: after(4), to: after(5), rightUntil: after(3), furthest: -1 },
    ]);
  });

  it('every reading outside lies in exactly one excursion, and none inside does', () => {
    const readings = fc.array(fc.integer({ min: -5, max: 15 }), { maxLength: 40 });
    fc.assert(
      fc.property(readings, (list) => {
        const all = list.map((celsius, nth) => ({ at: after(nth), celsius }));
        const found = findExcursions(all);
        for (const { at: when, celsius } of all) {
          const within = found.filter(({ from, to }) => from <= when && (to === undefined || when < to));
          expect(within.length).toBe(judgeReading(celsius) === 'right' ? 0 : 1);
        }
      }),
    );
  });

  it('a reading is missed after more than half a day', () => {
    expect(isReadingMissed(undefined, at)).toBe(true);
    expect(isReadingMissed(at, after(13))).toBe(false);
    expect(isReadingMissed(at, after(15))).toBe(true);
  });
});

describe('reactions', () => {
  it('one severe sign makes it severe; it is reported within a day, a common one before the 3rd of next month', () => {
    expect(severityOf(['pain', 'low-fever'])).toBe('common');
    expect(severityOf(['pain', 'seizure'])).toBe('severe');
    expect(reportDueAt('severe', at)).toEqual(after(24));
    expect(reportDueAt('common', at).toISOString()).toBe('2026-12-02T16:59:00.000Z');
    // Half past eleven at night in Việt Nam on the last of November is still November.
    expect(reportDueAt('common', new Date('2026-11-30T16:30:00Z')).toISOString()).toBe(
      '2026-12-02T16:59:00.000Z',
    );
  });
});

describe('a shot', () => {
  const person: PersonFacts = { birth: '2026-09-20', sex: 'female', given: [], circumstances: [] };
  const shot: Shot = {
    doseCode: 'DPTHBHIB1',
    on: '2026-11-23',
    at,
    lot: { expiresOn: '2027-01-01', isLocked: false, dosesLeft: 1 },
  };
  const judge = (part: Partial<Shot> = {}, who: Partial<PersonFacts> = {}) =>
    judgeShot({ ...person, ...who }, { ...shot, ...part }, '2026-11-23').map(({ code, withReason }) =>
      withReason ? `${code}?` : code,
    );

  it('that is right meets no fault', () => expect(judge()).toEqual([]));

  test.each([
    ['before birth', { on: '2026-09-19' }, ['before-birth']],
    ['on a day to come', { on: '2026-11-24' }, ['in-future']],
    ['out of an expired lot', { lot: { ...shot.lot, expiresOn: '2026-11-22' } }, ['lot-expired']],
    ['out of a locked lot', { lot: { ...shot.lot, isLocked: true } }, ['lot-locked']],
    ['of a dose whose turn has not come', { doseCode: 'DPTHBHIB2' }, ['too-early?']],
    ['at too young an age', { on: '2026-10-20' }, ['too-early?']],
    ['with a fever', { temperature: 37.5 }, ['temperature?']],
    ['that is in no schedule of hers', { doseCode: 'TT1' }, ['not-scheduled?']],
  ] as const)('%s', (_what, part, faults) => expect(judge(part as Partial<Shot>)).toEqual(faults));

  it('after a severe reaction is refused whatever the reason', () => {
    expect(judge({}, { circumstances: [{ kind: 'severe-reaction', series: 'DPT' }] })).toEqual([
      'contraindicated',
    ]);
    expect(judge({ doseCode: 'BCG' }, { circumstances: [{ kind: 'immunodeficiency' }] })).toEqual([
      'contraindicated?',
    ]);
  });

  it('is put off by one yes of the screening, or by a temperature', () => {
    expect(judgeScreening({ yes: [] })).toBe('go');
    expect(judgeScreening({ yes: ['illNow'] })).toBe('put-off');
    expect(judgeScreening({ yes: [], temperature: 35.5 })).toBe('put-off');
  });
});
