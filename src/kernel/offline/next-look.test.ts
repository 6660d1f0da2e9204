import { describe, expect, it } from 'vitest';
import { nextLook, settlingMs } from './next-look.ts';

describe('when a device looks at the centre again', () => {
  it('is each minute, never all at one moment', () => {
    const fine = { how: 'fine', busyInRow: 0 } as const;
    expect([nextLook(fine, 0), nextLook(fine, 0.999)].map(Math.round)).toEqual([48_000, 71_976]);
    expect(settlingMs(0)).toBe(0);
  });

  it('is later each time the centre is busy, and not before it said', () => {
    const pauses = [1, 2, 3, 4, 5, 6, 7].map((busyInRow) => nextLook({ how: 'busy', busyInRow }, 0));
    expect(pauses).toEqual([10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000]);
    expect(nextLook({ how: 'busy', busyInRow: 1, retryAfterMs: 45_000 }, 0)).toBe(45_000);
    expect(nextLook({ how: 'busy', busyInRow: 1, retryAfterMs: 9e9 }, 0)).toBe(300_000);
    expect(nextLook({ how: 'busy', busyInRow: 1, retryAfterMs: 45_000 }, 1)).toBe(67_500);
  });
});
