import type { Resource } from '@medplum/fhirtypes';
import { expect, it } from 'vitest';
import { clockBefore, isBegun, keepVisit, openVisit } from './kept-visit.ts';
import { emptyVisit } from './visit-draft.ts';

const now = new Date('2026-11-23T09:00:00+07:00');
const visit = {
  draft: { ...emptyVisit('hoa', now), reason: 'Ho' },
  typed: { '8480-6': { text: '128' } },
  forms: [],
};

it('a visit that a crash ended is there as it was typed, and begins when it began', () => {
  const kept = JSON.parse(JSON.stringify(keepVisit(visit, 'station', now))) as ReturnType<typeof keepVisit>;
  expect(openVisit(kept, new Date('2026-11-23T11:00:00+07:00'))).toEqual(visit);
  const nextDay = new Date('2026-11-24T08:00:00+07:00');
  expect(openVisit(kept, nextDay).draft.startedAt).toEqual(nextDay);
  expect(isBegun(visit)).toBe(true);
  expect(isBegun({ ...visit, draft: emptyVisit('hoa', now), typed: {} })).toBe(false);
});

it('a device whose clock lies before the last entry is told so; one that is a little behind is not', () => {
  const written = (lastUpdated: string): Resource => ({ resourceType: 'Patient', meta: { lastUpdated } });
  const resources = [written('2026-11-20T00:00:00Z'), written('2026-11-01T00:00:00Z')];
  expect(clockBefore(new Date('2016-11-23T00:00:00Z'), resources)).toBe('2026-11-20');
  expect(clockBefore(new Date('2026-11-19T12:00:00Z'), resources)).toBeUndefined();
  expect(clockBefore(now, [{ resourceType: 'Patient' }])).toBeUndefined();
});
