import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  emergencyKinds,
  lineOf,
  readEmergencyCard,
  wordsOfCard,
  type EmergencyCard,
  type EmergencyItem,
} from './emergency-card.ts';

const item: fc.Arbitrary<EmergencyItem> = fc.record(
  {
    kind: fc.constantFrom(...emergencyKinds),
    text: fc.string({ minLength: 1, maxLength: 60 }),
    detail: fc.string({ maxLength: 60 }),
    phone: fc.string({ maxLength: 15 }),
  },
  { requiredKeys: ['kind', 'text'] },
);

it('a card is read from the device as it was kept', () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 20 }), (items) => {
      const card: EmergencyCard = { v: 1, keptAt: '2026-11-23T08:00:00Z', items };
      expect(readEmergencyCard(JSON.stringify(card))).toEqual(card);
    }),
  );
});

it.each([null, '', '{', '[]', '{"v":2}', '{"v":1,"keptAt":"x","items":[]}'])('%j is no card', (text) =>
  expect(readEmergencyCard(text)).toBeUndefined(),
);

it('its words fit into a code that a phone reads, and what was left out is said', () => {
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 40 }), (items) => {
      const words = wordsOfCard(items, (kind) => kind, 'còn nữa');
      expect(new TextEncoder().encode(words).length).toBeLessThanOrEqual(600);
      const whole = items.map((one) => `${one.kind}: ${lineOf(one)}`).join('\n');
      if (words !== whole) {
        expect(words.endsWith('\ncòn nữa')).toBe(true);
        expect(whole.startsWith(words.slice(0, -'\ncòn nữa'.length))).toBe(true);
      }
    }),
  );
  const many = Array.from({ length: 40 }, (_, nth) => ({
    kind: 'medicine' as const,
    text: `Thuốc số ${nth}`,
  }));
  expect(wordsOfCard(many, () => 'Thuốc', 'còn nữa').endsWith('\ncòn nữa')).toBe(true);
  expect(wordsOfCard(many.slice(0, 2), () => 'Thuốc', 'còn nữa')).toBe(
    'Thuốc: Thuốc số 0\nThuốc: Thuốc số 1',
  );
});
