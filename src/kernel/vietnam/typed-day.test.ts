import { expect, it } from 'vitest';
import { readTypedDay } from './typed-day.ts';

it.each([
  ['21/3/1988', '1988-03-21'],
  [' 21.03.1988 ', '1988-03-21'],
  ['21-03-1988', '1988-03-21'],
  ['3/1988', '1988-03'],
  ['1988', '1988'],
  ['31/02/1988', undefined],
  ['21/13/1988', undefined],
  ['21/3/88', undefined],
  ['hôm qua', undefined],
  ['', undefined],
  ['1/2/3/1988', undefined],
])('"%s" is read as %s', (typed, day) => expect(readTypedDay(typed)).toBe(day));
