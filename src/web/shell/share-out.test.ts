import { expect, test } from 'vitest';
import { shareOut, standsIn } from './share-out.ts';

test('up to five places all stand in the bar of a phone', () => {
  expect(shareOut(['a', 'b', 'c', 'd', 'e'])).toEqual({ shown: ['a', 'b', 'c', 'd', 'e'], more: [] });
  expect(shareOut([])).toEqual({ shown: [], more: [] });
});

test('of six or more the first four stand in the bar and no place is lost', () => {
  expect(shareOut(['a', 'b', 'c', 'd', 'e', 'f'])).toEqual({
    shown: ['a', 'b', 'c', 'd'],
    more: ['e', 'f'],
  });
});

test('a page that continues the address of a place stands in it', () => {
  const list = { id: 'list', path: '/lines' } as const;
  const other = { id: 'other', path: '/line' } as const;
  expect(standsIn({ id: 'mend', path: '/lines/:line' }, [other, list])).toBe(list);
  expect(standsIn({ id: 'list', path: '/lines' }, [other, list])).toBe(list);
  expect(standsIn({ id: 'far', path: '/away' }, [other, list])).toBeUndefined();
  expect(standsIn(undefined, [other, list])).toBeUndefined();
});
