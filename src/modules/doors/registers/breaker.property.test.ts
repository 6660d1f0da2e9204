import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createBreaker } from './breaker.ts';

it('opens after five failures in a row, lets one call try after its rest, and each failed try doubles the rest', () => {
  let at = 0;
  const breaker = createBreaker({ now: () => at });
  for (let nth = 0; nth < 5; nth += 1) {
    expect(breaker.mayCall()).toBe(true);
    breaker.failed();
  }
  expect(breaker.mayCall()).toBe(false);
  at += 1000;
  expect(breaker.mayCall()).toBe(true);
  expect(breaker.mayCall()).toBe(false);
  breaker.failed();
  at += 1000;
  expect(breaker.mayCall()).toBe(false);
  at += 1000;
  expect(breaker.mayCall()).toBe(true);
  breaker.succeeded();
  expect(breaker.isOpen()).toBe(false);
});

it('is never shut for good: after the longest rest a call may always try, whatever happened before', () => {
  const step = fc.oneof(
    fc.constant('call-fails' as const),
    fc.constant('call-works' as const),
    fc.constant('late-failure' as const),
    fc.integer({ min: 1, max: 70_000 }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let at = 0;
      const breaker = createBreaker({ now: () => at });
      for (const one of steps) {
        if (typeof one === 'number') at += one;
        else if (one === 'late-failure') breaker.failed();
        else if (breaker.mayCall()) {
          if (one === 'call-works') breaker.succeeded();
          else breaker.failed();
        }
      }
      at += 60_001;
      expect(breaker.mayCall()).toBe(true);
    }),
  );
});
