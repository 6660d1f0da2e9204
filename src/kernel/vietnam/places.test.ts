import { describe, expect, test } from 'vitest';
import { formatAddress, toFhirAddress } from './address.ts';
import { loadCommunes } from './communes.ts';
import { oldProvinces, provinceOfNumber, provinceOn, provinces } from './provinces.ts';

describe('places', () => {
  test('before July 2025 there were 63 provinces, since then 34, and each old one has its successor', () => {
    expect([oldProvinces.size, provinces.size]).toEqual([63, 34]);
    for (const old of oldProvinces.values()) expect(provinces.has(old.newCode)).toBe(true);
  });

  test('one code means two places on two days', () => {
    expect(provinceOn('24', '2025-06-30')?.name).toBe('Tỉnh Bắc Giang');
    expect(provinceOn('24', '2025-07-01')?.name).toBe('Tỉnh Bắc Ninh');
    expect(provinceOn('27', '2025-07-01')).toBeUndefined();
    expect([provinceOfNumber('027'), provinceOfNumber('127'), provinceOfNumber('003')]).toEqual([
      'Tỉnh Bắc Ninh',
      undefined,
      undefined,
    ]);
  });

  test('all 3,321 communes are there, each in a province of its time', async () => {
    const communes = await loadCommunes();
    expect(communes.all).toHaveLength(3321);
    const counts = Object.groupBy(communes.all, (commune) => commune.name.split(' ')[0]!);
    expect([counts['Xã']!.length, counts['Phường']!.length, counts['Đặc']!.length]).toEqual([2611, 697, 13]);
    for (const commune of communes.all) expect(provinces.has(commune.provinceCode)).toBe(true);
    expect(communes.ofProvince('01').length).toBe(126);
  });

  test('an old commune is found on an old day, and its successor is proposed', async () => {
    const communes = await loadCommunes();
    expect(communes.find('00001', '2024-01-01')).toMatchObject({
      name: 'Phường Phúc Xá',
      provinceCode: '01',
    });
    expect(communes.find('00001', '2026-01-01')).toBeUndefined();
    expect(communes.successors('00001')).toEqual([{ code: '00097', whole: true }]);
    expect(communes.find('00097', '2026-01-01')?.name).toBe('Phường Hồng Hà');
    expect(communes.successors('99999')).toEqual([]);
  });

  test('an address goes from the house to the province, with dated codes for machines', async () => {
    const commune = (await loadCommunes()).find('00097', '2026-01-01')!;
    const parts = { line: 'Số 5 ngõ 12', commune, province: provinces.get('01')! };
    expect(formatAddress(parts)).toBe('Số 5 ngõ 12, Phường Hồng Hà, Thành phố Hà Nội');
    expect(toFhirAddress(parts)).toMatchObject({
      city: 'Phường Hồng Hà',
      state: 'Thành phố Hà Nội',
      extension: [
        {
          extension: [
            { url: 'state' },
            { url: 'ward', valueCodeableConcept: { coding: [{ version: '2025-07-01', code: '00097' }] } },
          ],
        },
      ],
    });
    expect(toFhirAddress({})).toEqual({ use: 'home', text: '', country: 'VN' });
  });
});
