import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { PersonFacts } from './facts.ts';
import { deviceImmunization, shotFindings } from './device-shot.ts';
import { reactionFrom, reactionObservation } from './device-reaction.ts';
import { afterDose, goodVial, lotsFor, takenFrom, withLocked, type HeldLot } from './held-stock.ts';

const at = new Date('2026-11-23T02:00:00Z');
const today = dayInVietnam(at);
const vialA = '00000000-0000-4000-8000-00000000000a';
const vialB = '00000000-0000-4000-8000-00000000000b';
const lot: HeldLot = {
  id: '00000000-0000-4000-8000-000000000001',
  doseCode: 'BCG',
  lotNumber: 'SYN-1',
  expiresOn: '2027-01-01',
  dosesPerVial: 10,
  unopened: 1,
  vials: [],
  receivedAt: '2026-11-01T02:00:00.000Z',
  used: 0,
  wasted: 0,
  shotsAt: [],
  version: 1,
};
const child: PersonFacts = { birth: '2026-11-20', sex: 'female', given: [], circumstances: [] };
const shot = { doseCode: 'BCG', lot, screening: [] } as const;
const desk = { id: 'x', newVialId: vialA, at, facility: { id: 'f', name: 'Trạm' } };

test('a dose given on a device names the vial that it opened, and the next one comes out of the same', () => {
  const first = deviceImmunization('p', child, shot, desk);
  expect(takenFrom(first)).toEqual({ lotId: lot.id, vialId: vialA, at });
  const after = afterDose(lot, takenFrom(first)!);
  expect(after).toMatchObject({ unopened: 0, vials: [{ id: vialA, dosesLeft: 9 }] });
  const second = deviceImmunization('q', child, { ...shot, lot: after }, { ...desk, newVialId: vialB });
  expect(takenFrom(second)?.vialId).toBe(vialA);
  // The centre's own doses take nothing a second time.
  const { extension: _marks, ...unmarked } = first;
  expect(takenFrom(unmarked)).toBeUndefined();
});

test('a vial that was open for more than six hours is not taken from, and a lot with nothing else is no choice', () => {
  const opened = afterDose(lot, { lotId: lot.id, vialId: vialA, at });
  const later = new Date(at.getTime() + 6.5 * 3_600_000);
  expect(goodVial(opened, at)?.id).toBe(vialA);
  expect(goodVial(opened, later)).toBeUndefined();
  expect(lotsFor({ lots: [opened] }, 'BCG', today, later)).toEqual([]);
  expect(lotsFor({ lots: [{ ...opened, unopened: 2 }] }, 'BCG', today, later)).toHaveLength(1);
  expect(shotFindings(child, { ...shot, lot: opened }, later).map(({ path }) => path)).toEqual(['lot-empty']);
});

test('doses come and go in any order: as many are gone as were given, and never fewer than none are left', () => {
  const given = fc.array(
    fc.record({ vial: fc.constantFrom(vialA, vialB), minutes: fc.integer({ min: 0, max: 300 }) }),
    { maxLength: 25 },
  );
  fc.assert(
    fc.property(given, (doses) => {
      const taken = doses.map(({ vial, minutes }) => ({
        lotId: lot.id,
        vialId: vial,
        at: new Date(at.getTime() + minutes * 60_000),
      }));
      const full = { ...lot, unopened: 5 };
      const after = taken.reduce(afterDose, full);
      const left = (one: HeldLot): number =>
        one.unopened * 10 + one.vials.reduce((sum, { dosesLeft }) => sum + dosesLeft, 0);
      const used = Map.groupBy(doses, ({ vial }) => vial);
      const counted = [...used.values()].reduce((sum, { length }) => sum + Math.min(10, length), 0);
      expect(left(after)).toBe(50 - counted);
      expect(taken.toReversed().reduce(afterDose, full).unopened).toBe(after.unopened);
    }),
  );
});

it('refuses on the device what the centre refuses: before birth, expired, locked, a severe reaction before', () => {
  const paths = (facts: PersonFacts, part: Partial<HeldLot> = {}) =>
    shotFindings(facts, { ...shot, lot: { ...lot, ...part } }, at).map(({ path }) => path);
  expect(paths(child)).toEqual([]);
  expect(paths({ ...child, birth: '2026-11-24' })).toEqual(['before-birth']);
  expect(paths(child, { expiresOn: '2026-11-22' })).toEqual(['lot-expired']);
  expect(paths(child, { lockedBecause: 'reaction' })).toEqual(['lot-locked']);
  const reacted = { ...child, circumstances: [{ kind: 'severe-reaction', series: 'BCG' }] } as const;
  expect(paths(reacted)).toEqual(['contraindicated']);
});

it('lets a reason excuse a temperature, and keeps the reason beside the dose', () => {
  const warm = { ...shot, temperature: 37.8 };
  expect(shotFindings(child, warm, at).map(({ path }) => path)).toEqual(['temperature?']);
  const excused = { ...warm, reason: 'Bác sĩ đã khám' };
  expect(shotFindings(child, excused, at)).toEqual([]);
  expect(deviceImmunization('p', child, excused, desk).note).toEqual([{ text: 'Bác sĩ đã khám' }]);
});

it('says a reaction at the dose, and reads it back as it was said; a lot is locked on the device after a severe one', () => {
  const dose = deviceImmunization('p', child, shot, desk);
  const said = reactionObservation({
    id: 'r',
    dose,
    signs: ['seizure', 'pain'],
    beganAt: at,
    notedAt: new Date(at.getTime() + 60_000),
  });
  expect(reactionFrom(said)).toMatchObject({ immunizationId: 'x', signs: ['seizure', 'pain'], beganAt: at });
  expect(reactionFrom({ ...said, code: { text: 'Mạch' } })).toBeUndefined();
  const after = withLocked({ lots: [lot], fridges: [] }, new Set([dose.lotNumber!]));
  expect(lotsFor(after, 'BCG', today, at)).toEqual([]);
});
