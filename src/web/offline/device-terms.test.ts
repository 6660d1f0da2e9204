import { describe, expect, it } from 'vitest';
import { drugsFile } from '#kernel/terminology/drugs.ts';
import { icd10File } from '#kernel/terminology/icd10.ts';
import { servicesFile } from '#kernel/terminology/services.ts';
import { deviceTerms } from './device-terms.ts';

const held: Record<string, unknown> = {
  icd10: await icd10File(),
  procedures: await servicesFile(),
  'station-drugs': drugsFile,
};
const holding = (lists: Readonly<Record<string, unknown>>) =>
  deviceTerms({ reference: <T>(name: string) => Promise.resolve(lists[name] as T | undefined) });

describe('codes on a device', () => {
  it.each([
    ['what it holds', held],
    ['what came with the pages', {}],
  ])('are found by any word, with marks or without, in %s', async (_where, lists) => {
    const { diagnoses, procedures, drugs } = holding(lists);
    for (const words of ['tăng huyết áp', 'huyet ap tang', 'TANG HUYET', 'i10'])
      expect((await diagnoses(words)).map(({ code }) => code)).toContain('I10');
    expect((await procedures('khau vet thuong')).length).toBeGreaterThan(0);
    for (const { vi } of await procedures('sieu am')) expect(vi.toLowerCase()).toContain('siêu âm');
    expect((await drugs('amlodipin 5'))[0]).toMatchObject({ name: 'Amlodipin' });
    expect(await diagnoses('  ')).toEqual([]);
    expect(await drugs('khongcothuocnay')).toEqual([]);
  });

  it('are those of the newer list as soon as it has come', async () => {
    const lists: Record<string, unknown> = { 'station-drugs': { rows: [['Thuốc cũ', '1 mg', 'X01']] } };
    const { drugs } = holding(lists);
    expect((await drugs('thuoc')).map(({ name }) => name)).toEqual(['Thuốc cũ']);
    lists['station-drugs'] = { rows: [['Thuốc mới', '1 mg', 'X01']] };
    expect((await drugs('thuoc')).map(({ name }) => name)).toEqual(['Thuốc mới']);
  });

  it('are found without a network where nothing was ever held', async () => {
    const { diagnoses } = deviceTerms({ reference: () => Promise.reject(new Error('no network')) });
    expect((await diagnoses('sot xuat huyet')).length).toBeGreaterThan(0);
  });
});
