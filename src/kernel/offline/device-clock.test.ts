import { describe, expect, it } from 'vitest';
import { correctTimes } from './device-clock.ts';
import type { Json, SavedWrite } from './saved-write.ts';

const localAt = Date.parse('2019-03-01T02:00:00Z');
const yearsBehind = Date.parse('2026-11-23T02:00:00Z') - localAt;

const writeOf = (resource: object, more: object = {}): SavedWrite => ({
  key: '000000000001-w',
  id: 'w',
  origins: ['w'],
  localAt,
  state: 'saved',
  entries: [
    { name: 'Observation/o', resource: { resourceType: 'Observation', id: 'o', ...resource } as Json },
  ],
  ...more,
});
const corrected = (write: SavedWrite, behind: number) => correctTimes(write, behind).entries[0]!.resource!;

describe('a device whose clock shows a wrong year', () => {
  it('has its times put right in the zone in which they were written once the centre was heard', () => {
    const wrong = { effectiveDateTime: '2019-03-01T09:00:00+07:00', issued: '2019-03-01T02:00:00Z' };
    expect(corrected(writeOf(wrong), yearsBehind)).toMatchObject({
      effectiveDateTime: '2026-11-23T09:00:00.000+07:00',
      issued: '2026-11-23T02:00:00.000Z',
    });
  });

  it('keeps what a person typed: a birth date, an old visit', () => {
    const typed = { birthDate: '2019-03-01', note: [{ time: '2018-05-05T08:00:00+07:00' }] };
    expect(corrected(writeOf(typed), yearsBehind)).toMatchObject(typed);
  });

  it('is left alone where the clock is right enough, or was compared when the write was saved', () => {
    const stamped = { issued: '2019-03-01T02:00:00Z' };
    expect(corrected(writeOf(stamped), 60_000)).toMatchObject(stamped);
    expect(corrected(writeOf(stamped, { behindMs: 0 }), yearsBehind)).toMatchObject(stamped);
  });
});
