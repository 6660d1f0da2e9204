import type { Patient } from '@medplum/fhirtypes';
import { expect, it } from 'vitest';
import { homeMates } from './home-mates.ts';

const person = (id: string, text: string, mate?: string): Patient => ({
  resourceType: 'Patient',
  id,
  address: [{ use: 'home', text }],
  ...(mate !== undefined && {
    extension: [{ url: 'urn:sen:lives-with', valueReference: { reference: `Patient/${mate}` } }],
  }),
});
const all = [
  person('mother', '12 Ấp Ba, Xã Tân Phú'),
  person('father', '12 ấp ba, xã Tân Phú '),
  person('child', 'Ấp Ba, Xã Tân Phú', 'mother'),
  person('sister', 'Ấp Ba, Xã Tân Phú', 'mother'),
  person('neighbour', 'Ấp Ba, Xã Tân Phú'),
  person('far', '14 Ấp Ba, Xã Tân Phú'),
];
const names = (id: string): string[] =>
  homeMates(
    all.find((one) => one.id === id)!,
    all,
  ).map((one) => one.id!);

it('a home on a device: of one house number, or registered as living together; a hamlet alone is no home', () => {
  expect(names('mother')).toEqual(['father', 'child', 'sister']);
  expect(names('child')).toEqual(['mother', 'sister']);
  expect(names('neighbour')).toEqual([]);
});
