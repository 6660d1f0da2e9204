import { describe, expect, it } from 'vitest';
import { readings, untyped, wordsOf } from './words.ts';

describe('words typed without a Vietnamese keyboard', () => {
  it.each([
    ['nguyeenx', 'nguyen'],
    ['nguye6n4', 'nguyen'],
    ['dduwcs', 'duc'],
    ['tra6n2', 'tran'],
    ['tra62n', 'tran'],
    ['hu7o7ng', 'huong'],
    ['thij', 'thi'],
    ['hoas', 'hoa'],
  ])('%s means %s', (typed, meant) => expect(untyped(typed)).toBe(meant));

  it.each(['nguyen', 'an', 'smith', 'p5', 'b12', 'xyz9w', '079123456789', ''])(
    '%s stays what it is',
    (word) => expect(untyped(word)).toBeUndefined(),
  );

  it('both readings are searched', () => {
    expect(readings('hoas')).toEqual(['hoas', 'hoa']);
    expect(readings('hoa')).toEqual(['hoa']);
  });

  it('words are runs of letters and digits of any script', () => {
    expect(wordsOf("o'brien-ngo 田中 🙂 12/3")).toEqual(['o', 'brien', 'ngo', '田中', '12', '3']);
  });
});
