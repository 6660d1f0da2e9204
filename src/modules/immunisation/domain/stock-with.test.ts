import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { HeldLot, HeldStock } from './held-stock.ts';
import { lotIdOf } from './lot-id.ts';
import { showFridges, showLots } from './show-stock.ts';
import type { LotChange } from './stock-contract.ts';
import { stockWith, type StockStep } from './stock-with.ts';

const now = new Date('2026-11-23T08:00:00Z');
const at = (hour: number): string => new Date(Date.UTC(2026, 10, 23, hour)).toISOString();
const lotId = '00000000-0000-4000-8000-000000000001';
const vialId = '00000000-0000-4000-8000-00000000000a';
const fridgeId = '00000000-0000-4000-8000-0000000000f1';
const empty: HeldStock = { lots: [], fridges: [] };
const call = (route: string, input: object): StockStep => ({
  call: { route: `POST /api/immunisation/${route}`, input },
});
const received = (vials: number, more: object = {}) =>
  call('stock/lots', {
    id: lotId,
    doseCode: 'BCG',
    lotNumber: 'SYN-1',
    expiresOn: '2027-05-01',
    dosesPerVial: 10,
    vials,
    fridgeId,
    at: at(1),
    ...more,
  });
const changed = (change: Omit<LotChange, 'id'>) => call('stock/lots/:id', { id: lotId, ...change });
const fridge = call('cold-chain/fridges', { id: fridgeId, name: 'Tủ 1' });
const reading = (hour: number, celsius: number) =>
  call('cold-chain/fridges/:id/readings', { id: fridgeId, celsius, at: at(hour) });

it('lays what was done over what the centre told: a lot that came, a fridge, vials thrown away', () => {
  const after = stockWith(empty, [
    fridge,
    received(5),
    received(3),
    changed({ act: 'waste', vials: 2, because: 'vỡ lọ', at: at(2) }),
    changed({ act: 'lock', because: 'nghi hỏng', at: at(3) }),
  ]);
  expect(showLots(after.lots, now)).toMatchObject([
    { id: lotId, unopened: 6, wasted: 20, lockedBecause: 'nghi hỏng', fridgeId, version: 4 },
  ]);
});

it('shows the alarm of a reading, and what lay in the fridge then', () => {
  const { fridges, lots } = stockWith(empty, [
    fridge,
    received(5),
    reading(2, 5),
    reading(4, 11),
    reading(6, 6),
  ]);
  expect(showFridges({ fridges, lots }, now)).toMatchObject([
    {
      isMissed: false,
      readings: [{ celsius: 5 }, { celsius: 11 }, { celsius: 6 }],
      excursions: [
        {
          kind: 'warm',
          from: at(4),
          to: at(6),
          rightUntil: at(2),
          furthest: 11,
          lots: [{ id: lotId, shots: 0 }],
        },
      ],
    },
  ]);
});

it('changes nothing where the centre will refuse: another expiry, more than there is, a count of what has changed', () => {
  const before = stockWith(empty, [received(2)]);
  for (const step of [
    received(1, { expiresOn: '2028-01-01' }),
    changed({ act: 'waste', vials: 3, because: 'vỡ lọ' }),
    changed({ act: 'count', vials: 1, because: 'đếm', version: 7 }),
    changed({ act: 'count', vials: 1, because: 'đếm' }),
    changed({ act: 'close-vial', vialId }),
    changed({ act: 'lock' }),
  ])
    expect(stockWith(before, [step])).toEqual(before);
});

it('a lot has one id at a station wherever it is received, and another at another station', async () => {
  const id = await lotIdOf('f1', 'BCG', 'SYN-1');
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(await lotIdOf('f1', 'BCG', 'SYN-1')).toBe(id);
  expect(await lotIdOf('f2', 'BCG', 'SYN-1')).not.toBe(id);
});

const step: fc.Arbitrary<StockStep> = fc.oneof(
  fc.integer({ min: 1, max: 5 }).map((vials) => received(vials)),
  fc
    .record({
      act: fc.constantFrom('count', 'send', 'waste', 'lock', 'unlock', 'close-vial'),
      vials: fc.integer({ min: 0, max: 8 }),
      because: fc.constant('vì vậy'),
      version: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    })
    .map((one) => changed({ ...one, vialId } as Omit<LotChange, 'id'>)),
  fc.constantFrom(vialId, 'another').map((vial) => ({ dose: { lotId, vialId: vial, at: now } })),
);

it('is never below nothing, loses no vial that nobody took, and is the same however the steps are cut', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), fc.nat(25), (steps, cut) => {
      const after = stockWith(empty, steps);
      for (const lot of after.lots) {
        expect(lot.unopened).toBeGreaterThanOrEqual(0);
        for (const { dosesLeft } of lot.vials) expect(dosesLeft).toBeGreaterThan(0);
      }
      expect(stockWith(stockWith(empty, steps.slice(0, cut)), steps.slice(cut))).toEqual(after);
      const versions = (lots: readonly HeldLot[]) => lots[0]?.version ?? 0;
      expect(versions(stockWith(after, [received(1)]).lots)).toBe(versions(after.lots) + 1);
    }),
  );
});
