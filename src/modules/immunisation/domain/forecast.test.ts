import { describe, expect, it, test } from 'vitest';
import { addDays, addMonths } from '#kernel/vietnam/calendar-days.ts';
import type { Circumstance, GivenDose } from './facts.ts';
import { forecast, type DoseForecast } from './forecast.ts';

const birth = '2026-01-15';
let nth = 0;
const dose = (doseCode: string, on: string): GivenDose => ({
  id: `d${(nth += 1)}`,
  on,
  doseCode,
  name: doseCode,
});
const at = (
  today: string,
  given: readonly GivenDose[] = [],
  circumstances: readonly Circumstance[] = [],
  sex: 'male' | 'female' = 'male',
  born = birth,
) => forecast({ birth: born, sex, given, circumstances }, today);
const find = (doses: readonly DoseForecast[], code: string): DoseForecast =>
  doses.find((one) => one.code === code)!;

describe('a child of the national schedule', () => {
  test('is due for BCG and hepatitis B on the day of birth', () => {
    const { doses } = at(birth);
    expect(find(doses, 'HEPB0')).toMatchObject({
      state: 'due',
      mayGive: true,
      dueOn: birth,
      latestOn: '2026-01-22',
    });
    expect(find(doses, 'BCG')).toMatchObject({ state: 'due', mayGive: true });
    expect(find(doses, 'DPTHBHIB1')).toMatchObject({
      state: 'later',
      dueOn: '2026-03-15',
      earliestOn: '2026-02-26',
    });
    expect(find(doses, 'DPTHBHIB2').state).toBe('waits');
  });

  test('is late for hepatitis B on the second day, and on the eighth it is not given any more', () => {
    expect(find(at('2026-01-16').doses, 'HEPB0').state).toBe('overdue');
    expect(find(at('2026-01-23').doses, 'HEPB0')).toMatchObject({ state: 'too-late', mayGive: false });
  });

  test('at two months is due for four vaccines, and IPV comes later', () => {
    const { doses } = at('2026-03-15', [dose('HEPB0', birth), dose('BCG', '2026-01-20')]);
    const due = doses.filter(({ state }) => state === 'due').map(({ code }) => code);
    expect(due).toEqual(['DPTHBHIB1', 'BOPV1', 'ROTA1', 'PCV1']);
    expect(find(doses, 'IPV1')).toMatchObject({ state: 'later', dueOn: '2026-06-15' });
  });

  test('who comes late goes on where she stopped: the second dose is due four weeks after the first, nothing begins anew', () => {
    const { doses } = at('2026-08-20', [dose('DPTHBHIB1', '2026-08-10')]);
    expect(find(doses, 'DPTHBHIB1').state).toBe('given');
    expect(find(doses, 'DPTHBHIB2')).toMatchObject({
      state: 'later',
      dueOn: '2026-09-07',
      reasons: [{ code: 'after-previous', day: '2026-08-10', least: 28 }],
    });
  });

  test('a dose at five weeks does not count, and is given again four weeks after it', () => {
    const { doses, history } = at('2026-02-25', [dose('DPTHBHIB1', '2026-02-20')]);
    expect(history[0]!.worth[0]).toMatchObject({
      isValid: false,
      reasons: [{ code: 'too-young', days: 36, least: 42 }],
    });
    expect(find(doses, 'DPTHBHIB1')).toMatchObject({ state: 'later', earliestOn: '2026-03-20' });
  });

  test('two doses three weeks apart: the second does not count', () => {
    const { history, doses } = at('2026-04-20', [dose('BOPV1', '2026-03-15'), dose('BOPV2', '2026-04-05')]);
    expect(history[1]!.worth[0]).toMatchObject({
      isValid: false,
      reasons: [{ code: 'too-soon', days: 21, least: 28 }],
    });
    expect(find(doses, 'BOPV2')).toMatchObject({ state: 'later', dueOn: '2026-05-03' });
  });

  test('a vaccine before birth is never counted, and spoils nothing after it', () => {
    const { history, doses } = at('2026-04-20', [dose('BCG', '2026-01-10')]);
    expect(history[0]!.worth[0]!.reasons).toEqual([{ code: 'before-birth', day: birth }]);
    expect(find(doses, 'BCG')).toMatchObject({ state: 'overdue', mayGive: true });
  });

  test('measles waits four weeks after a late BCG, but both may be given on one day', () => {
    const bcg = '2026-10-10';
    const today = at(bcg, [dose('BCG', bcg)]);
    expect(find(today.doses, 'MEASLES1').mayGive).toBe(false);
    expect(find(at('2026-10-15', [dose('BCG', '2026-10-15')]).doses, 'MEASLES1').mayGive).toBe(true);
    expect(find(at('2026-10-20', [dose('BCG', bcg)]).doses, 'MEASLES1')).toMatchObject({
      mayGive: false,
      earliestOn: addDays(bcg, 28),
      reasons: [{ code: 'live-spacing', least: 28 }],
    });
  });

  test('measles given two weeks after BCG does not count', () => {
    const { history } = at('2026-11-20', [dose('BCG', '2026-10-10'), dose('MEASLES1', '2026-10-24')]);
    expect(history[1]!.worth[0]!.reasons).toEqual([
      { code: 'live-too-close', day: '2026-10-10', days: 14, least: 28 },
    ]);
  });

  test('a hexavalent from a private practice counts for the five-in-one and for IPV', () => {
    const hexa = (on: string): GivenDose => ({ id: on, on, cvx: '146', name: 'Hexaxim' });
    const { doses } = at('2026-06-20', [hexa('2026-03-15'), hexa('2026-04-15'), hexa('2026-05-15')]);
    expect(find(doses, 'DPTHBHIB3').state).toBe('given');
    expect(find(doses, 'DPT4').state).toBe('later');
    // The first came before the least age of IPV.
    expect(find(doses, 'IPV1')).toMatchObject({ state: 'given', given: { on: '2026-05-15' } });
  });

  test('what nobody knows is shown and judged by nobody', () => {
    const { history } = at('2026-06-20', [{ id: 'x', on: '2026-03-15', cvx: '999', name: 'Vắc xin lạ' }]);
    expect(history[0]).toMatchObject({ given: { name: 'Vắc xin lạ' }, worth: [] });
  });

  test('is complete under one year with BCG, three five-in-one, three bOPV, one IPV and measles', () => {
    const given = [
      dose('BCG', birth),
      ...[2, 3, 4].flatMap((m) => [
        dose(`DPTHBHIB${m - 1}`, addMonths(birth, m)),
        dose(`BOPV${m - 1}`, addMonths(birth, m)),
      ]),
      dose('IPV1', addMonths(birth, 5)),
    ];
    expect(at('2026-12-01', given).isCompleteUnderOne).toBe(false);
    const all = at('2026-12-01', [...given, dose('MEASLES1', addMonths(birth, 9))]);
    expect(all.isCompleteUnderOne).toBe(true);
    expect(all.compulsory).toEqual({ had: 9, due: 10 });
  });

  test('Japanese encephalitis: a week after the first, a year after the second', () => {
    const { doses } = at('2027-02-20', [dose('JE1', '2027-01-15'), dose('JE2', '2027-01-24')]);
    expect(find(doses, 'JE3')).toMatchObject({ dueOn: '2028-01-24', state: 'later' });
  });
});

describe('what keeps a vaccine from being given', () => {
  it.each([
    [
      'MEASLES1',
      'a severe reaction to measles vaccine',
      { kind: 'severe-reaction', series: 'MCV' },
      'contraindicated',
    ],
    ['BCG', 'immunodeficiency', { kind: 'immunodeficiency' }, 'contraindicated'],
    ['MEASLES1', 'immunoglobulin last month', { kind: 'immunoglobulin', on: '2026-10-20' }, 'postponed'],
    ['MEASLES1', 'corticosteroids until she is told otherwise', { kind: 'steroids' }, 'postponed'],
    ['BCG', 'too low a birth weight', { kind: 'low-birth-weight' }, 'postponed'],
  ] as const)('%s with %s', (code, _what, one, state) => {
    expect(find(at('2026-11-20', [], [one]).doses, code)).toMatchObject({ state, mayGive: false });
  });

  test('immunodeficiency does not shut what is not live', () => {
    expect(find(at('2026-11-20', [], [{ kind: 'immunodeficiency' }]).doses, 'IPV1').state).toBe('overdue');
  });

  test('three months after immunoglobulin live vaccines go on', () => {
    const { doses } = at('2026-12-01', [], [{ kind: 'immunoglobulin', on: '2026-10-20' }]);
    expect(find(doses, 'MEASLES1')).toMatchObject({ state: 'postponed', earliestOn: '2027-01-20' });
    expect(
      find(at('2027-01-20', [], [{ kind: 'immunoglobulin', on: '2026-10-20' }]).doses, 'MEASLES1').mayGive,
    ).toBe(true);
  });

  test('a small newborn of a mother with hepatitis B is given its first dose all the same', () => {
    const small: Circumstance[] = [{ kind: 'low-birth-weight' }, { kind: 'mother-hbsag' }];
    const { doses } = at(birth, [], small);
    expect(find(doses, 'HEPB0')).toMatchObject({ state: 'due', mayGive: true });
    expect(find(doses, 'BCG')).toMatchObject({ state: 'postponed', mayGive: false });
  });
});

describe('who a vaccine is for', () => {
  test('HPV: girls from eleven on, since July 2026, no boys', () => {
    const girl = at('2026-11-23', [], [], 'female', '2015-05-01');
    expect(find(girl.doses, 'HPV')).toMatchObject({
      state: 'due',
      dueOn: '2026-07-01',
      reasons: [{ code: 'since-law' }],
    });
    expect(at('2026-11-23', [], [], 'male', '2015-05-01').doses.some(({ code }) => code === 'HPV')).toBe(
      false,
    );
    expect(at('2026-06-30', [], [], 'female', '2015-05-01').doses.some(({ code }) => code === 'HPV')).toBe(
      false,
    );
  });

  test('tetanus for women of 15 to 35, and for an older one while she is pregnant', () => {
    const codes = (born: string, more: Circumstance[] = []) =>
      at('2026-11-23', [], more, 'female', born).doses.map(({ code }) => code);
    expect(codes('2000-01-01')).toContain('TT1');
    expect(codes('1985-01-01')).not.toContain('TT1');
    expect(codes('1985-01-01', [{ kind: 'pregnant' }])).toContain('TT1');
  });

  test('cholera only where it is offered', () => {
    const born = '2023-05-01';
    expect(at('2026-11-23', [], [], 'male', born).doses.some(({ code }) => code === 'OCV1')).toBe(false);
    const here = at('2026-11-23', [], [{ kind: 'area', series: 'OCV' }], 'male', born);
    expect(find(here.doses, 'OCV1').mayGive).toBe(true);
  });
});
