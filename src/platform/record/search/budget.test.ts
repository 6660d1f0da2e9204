import { describe, expect, it } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { createBudget } from './budget.ts';

describe('the cost of a search', () => {
  it.each([
    ['values', (): void => createBudget().probe(50_000)],
    ['resources looked at', (): void => createBudget().examine(20_001)],
    ['resources looked at for many things', (): void => createBudget().examine(1000, 1000)],
    [
      'statements',
      (): void => {
        const budget = createBudget();
        for (let at = 0; at < 500; at += 1) budget.ask();
      },
    ],
  ])('has an end by %s, and the refusal says how to narrow', (_what, spend) => {
    try {
      spend();
      expect.unreachable('it should have been refused');
    } catch (error) {
      expect(error).toBeInstanceOf(AppError);
      const { code, issues } = error as AppError;
      expect(code).toBe('search.too-costly');
      expect(issues[0]?.text.vi).toMatch(/Hãy/);
      expect(issues[0]?.text.en.length).toBeGreaterThan(20);
    }
  });
});
