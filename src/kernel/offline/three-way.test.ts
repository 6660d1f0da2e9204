import { describe, expect, it } from 'vitest';
import type { Json } from './saved-write.ts';
import { mergeThreeWays } from './three-way.ts';

const base = {
  resourceType: 'Patient',
  id: 'p',
  birthDate: '1990-01-01',
  telecom: [{ system: 'phone', value: '0901' }],
  address: [{ text: 'Thôn 1' }],
} as Json;
const merge = (mine: object, theirs: object, choices?: Record<string, 'mine' | 'theirs'>) =>
  mergeThreeWays(base, { ...base, ...mine } as Json, { ...base, ...theirs } as Json, {
    proposed: 'theirs',
    ...(choices && { choices }),
  });

describe('two people change one record', () => {
  it('in different fields, and both changes count', () => {
    expect(merge({ birthDate: '1990-02-01' }, { address: [{ text: 'Thôn 2' }] })).toEqual({
      merged: { ...base, birthDate: '1990-02-01', address: [{ text: 'Thôn 2' }] },
      conflicts: [],
    });
  });

  it('in one field, and both are shown with what was there', () => {
    const mine = { telecom: [{ system: 'phone', value: '0902' }] };
    const theirs = { telecom: [{ system: 'phone', value: '0903' }] };
    const { merged, conflicts } = merge(mine, theirs);
    expect(conflicts).toEqual([
      { path: 'telecom[0].value', base: '0901', mine: '0902', theirs: '0903', proposed: 'theirs' },
    ]);
    expect(merged['telecom']).toEqual(theirs.telecom);
    expect(merge(mine, theirs, { 'telecom[0].value': 'mine' }).merged['telecom']).toEqual(mine.telecom);
  });

  it('by adding to one list, and nothing that was added is lost', () => {
    const [old] = base['telecom'] as object[];
    const [a, b] = [{ value: 'a' }, { value: 'b' }];
    const { merged, conflicts } = merge({ telecom: [old, a] }, { telecom: [old, b] });
    expect(conflicts).toEqual([]);
    expect(merged['telecom']).toEqual([old, b, a]);
  });

  it('one by taking a line of a list away, which the other left alone', () => {
    const [old] = base['telecom'] as object[];
    expect(merge({ telecom: [] }, { telecom: [old, { value: 'b' }] }).merged['telecom']).toEqual([
      { value: 'b' },
    ]);
  });

  it('in the same way, which is no conflict', () => {
    const same = { birthDate: '1991-01-01' };
    expect(merge(same, same)).toEqual({ merged: { ...base, ...same }, conflicts: [] });
  });

  it('of one place in a queue: the later state, the earlier arrival, and the number that the centre told', () => {
    const place = (status: string, at?: string, number?: number): Json => ({
      resourceType: 'Appointment',
      status,
      ...(at !== undefined && {
        extension: [
          {
            url: 'urn:sen:queue',
            extension: [
              { url: 'number', valueInteger: number },
              { url: 'arrived', valueDateTime: at },
            ],
          },
        ],
      }),
    });
    const mine = place('arrived', '2026-11-23T08:10:00+07:00', 2);
    const theirs = place('fulfilled', '2026-11-23T08:20:00+07:00', 1);
    const merged = place('fulfilled', '2026-11-23T08:10:00+07:00', 1);
    const proposed = { proposed: 'mine' } as const;
    expect(mergeThreeWays(place('booked'), mine, theirs, proposed)).toEqual({ merged, conflicts: [] });
    expect(mergeThreeWays(place('booked'), theirs, mine, proposed).merged['status']).toBe('fulfilled');
    const { conflicts } = mergeThreeWays(place('booked'), mine, place('cancelled'), proposed);
    expect(conflicts.map(({ path }) => path)).toEqual(['status']);
  });
});
