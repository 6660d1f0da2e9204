import { expect, it } from 'vitest';
import { loadCommunes } from './communes.ts';
import { loadOldDistricts, presentPlaces } from './old-districts.ts';

it('a district of before the merger stands for the present communes that lie in it whole', async () => {
  const [districts, communes] = [await loadOldDistricts(), await loadCommunes()];
  expect(districts.size).toBe(705);
  const known = new Set(communes.all.map(({ code }) => code));
  const all = [...districts.values()].flatMap((one) => one.communes);
  expect(all.filter((code) => !known.has(code))).toEqual([]);
  // No commune is of two districts, so that no office of one sees people of the other.
  expect(new Set(all).size).toBe(all.length);
});

it('places of an office keep communes and provinces, and know no other code', async () => {
  const { communes } = (await loadOldDistricts()).get('004')!;
  expect(communes.length).toBeGreaterThan(0);
  expect(await presentPlaces(['09319', '24', '004', '09319'])).toEqual(['09319', '24', ...communes]);
  expect(await presentPlaces(['09319', '24'])).toEqual(['09319', '24']);
  expect(await presentPlaces(['999'])).toEqual(['999']);
});
