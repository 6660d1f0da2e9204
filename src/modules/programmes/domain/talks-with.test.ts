import fc from 'fast-check';
import { expect, it } from 'vitest';
import { talksWith } from './talks-with.ts';

const call = (id: string, on: string, participants: number) => ({
  id,
  route: 'POST /api/programmes/talks',
  input: { on, topic: 'Rửa tay', form: 'talk', participants },
});
const held = { talks: [{ id: 'a', on: '2026-11-10', topic: 'Muỗi', participants: 12 }] };

it('lays what was noted here over what is held, the newest first, of the last year', () => {
  const { talks, total, participants } = talksWith(
    held,
    [
      call('b', '2026-11-20', 30),
      call('c', '2026-11-01', 5),
      { ...call('x', '2026-11-20', 99), route: 'POST /api/other' },
    ],
    '2026-11-23',
  );
  expect(talks.map(({ id }) => id)).toEqual(['b', 'a', 'c']);
  expect([total, participants]).toEqual([3, 47]);
  expect(talksWith(held, [], '2027-11-23').talks).toEqual([]);
});

it('shows each talk once, whatever waits', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 22 }), fc.nat(500)), { maxLength: 12 }),
      (noted) => {
        const calls = noted.map(([day, people], at) =>
          call(`n${at}`, `2026-11-${String(day).padStart(2, '0')}`, people),
        );
        const { talks, total, participants } = talksWith(held, calls, '2026-11-23');
        expect(new Set(talks.map(({ id }) => id)).size).toBe(noted.length + 1);
        expect(total).toBe(talks.length);
        expect(participants).toBe(noted.reduce((sum, [, people]) => sum + people, 12));
        expect(talks.map(({ on }) => on)).toEqual(
          talks
            .map(({ on }) => on)
            .toSorted()
            .toReversed(),
        );
      },
    ),
  );
});
