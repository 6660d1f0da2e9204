import { existsSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { codeSystem } from '../vietnam/identifier-systems.ts';
import { drugs } from './drugs.ts';
import { dotted, loadIcd10, searchIcd10 } from './icd10.ts';
import { schedule } from './immunisation-schedule.ts';
import { findLabTest, labTests, rangeFor } from './lab-tests.ts';
import { loadLists, lookup } from './lookup.ts';
import { notifiableOf } from './notifiable.ts';
import { loadServices } from './services.ts';
import { vitalSigns } from './vital-signs.ts';

describe('ICD-10', () => {
  test('has every code with its Vietnamese name, chapter and block', async () => {
    const icd10 = await loadIcd10();
    expect(icd10.size).toBe(12_218);
    expect(icd10.find('I10')).toMatchObject({
      code: 'I10',
      vi: 'Bệnh lý tăng huyết áp',
      notPrincipal: false,
    });
    expect(icd10.find('e119')?.code).toBe('E11.9');
    expect(icd10.chapterOf('E11.9')?.code).toBe('IV');
    expect(icd10.blockOf('E11.9')).toMatchObject({ from: 'E10', to: 'E14' });
    expect([icd10.find('ZZZ'), icd10.find(''), icd10.find('E11.99')]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('says which codes are never the principal diagnosis and which belong to one sex', async () => {
    const icd10 = await loadIcd10();
    expect(icd10.find('W01')?.notPrincipal).toBe(true);
    expect(icd10.find('O80')?.sex).toBe('female');
    expect(icd10.find('N40')?.sex).toBe('male');
    expect(icd10.find('A00')?.moreSpecificExists).toBe(true);
  });

  test('is searched by words without marks, in any order, or by code', async () => {
    expect((await searchIcd10('huyet ap benh ly')).map((entry) => entry.code)).toContain('I10');
    expect((await searchIcd10('duong dai thao', 200)).some((entry) => entry.code.startsWith('E11'))).toBe(
      true,
    );
    expect((await searchIcd10('J45', 3)).every((entry) => entry.code.startsWith('J45'))).toBe(true);
    expect((await searchIcd10('e11.9'))[0]?.code).toBe('E11.9');
    expect(await searchIcd10('  ')).toEqual([]);
    expect(await searchIcd10('sot', 5)).toHaveLength(5);
  });

  test('a search takes a few milliseconds', async () => {
    await searchIcd10('khoi dong');
    const from = performance.now();
    for (let i = 0; i < 50; i += 1) await searchIcd10('khong co benh nao ten nhu vay');
    expect((performance.now() - from) / 50).toBeLessThan(20);
  });

  test('is shipped small and without English names', () => {
    const file = new URL('./generated/icd10.json', import.meta.url);
    expect(statSync(file).size).toBeLessThan(1_200_000);
    expect(readFileSync(file, 'utf8')).not.toMatch(/Cholera due|Essential \(primary\)/);
  });

  test.each([
    ['e119', 'E11.9'],
    ['A00', 'A00'],
    [' m05.30 ', 'M05.30'],
  ])('%s is written %s', (from, to) => {
    expect(dotted(from)).toBe(to);
  });
});

describe('laboratory tests', () => {
  test('are found under the names that hospitals give them, and never guessed', () => {
    expect(labTests).toHaveLength(112);
    for (const name of ['Glucose', 'GLUCOSE MÁU', 'Định lượng Glucose [Máu]', 'đường huyết'])
      expect(findLabTest({ name })?.loinc).toBe('14771-0');
    expect(findLabTest({ code: '4548-4' })?.vi).toContain('HbA1c');
    expect(findLabTest({ name: 'Creatinin' })?.ucum).toBe('umol/L');
    expect(findLabTest({ name: 'HIV' })).toBeUndefined();
    expect(findLabTest({})).toBeUndefined();
  });

  test('have ranges by sex', () => {
    const hb = findLabTest({ name: 'hb' })!;
    expect([rangeFor(hb, 'male'), rangeFor(hb, 'female'), rangeFor(hb, undefined)]).toEqual([
      { low: 130, high: 170 },
      { low: 120, high: 150 },
      { low: 120, high: 170 },
    ]);
    expect(rangeFor(findLabTest({ name: 'NS1' })!, undefined)).toEqual({ normal: 'neg' });
  });
});

describe('names of codes', () => {
  test.each([
    [codeSystem.loinc, '8480-6', 'Huyết áp tâm thu'],
    [codeSystem.careKind, '03', 'Điều trị nội trú'],
    [codeSystem.treatmentResult, '1', 'Khỏi'],
    [codeSystem.cardGroup, 'HN', 'Người thuộc hộ nghèo'],
    [codeSystem.ethnicGroup, '06', 'Mường'],
    [codeSystem.atc, 'C08CA01', 'Amlodipin'],
    [codeSystem.cvx, '19', 'Lao (BCG)'],
    ['http://terminology.hl7.org/CodeSystem/v3-ActCode', 'IMP', 'Nội trú'],
    ['http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'HH', 'Rất cao'],
  ])('%s %s is %s', (system, code, vi) => {
    expect(lookup(system, code)?.vi).toBe(vi);
  });

  test('of diagnoses and services are known once the large lists are open', async () => {
    await loadLists();
    expect(lookup(codeSystem.icd10, 'E11.9')?.vi).toBeTruthy();
    expect(lookup(codeSystem.service, '18.0015.0001')?.vi).toContain('Siêu âm ổ bụng');
    expect(lookup(codeSystem.icd10, 'nothing')).toBeUndefined();
    expect(lookup('urn:unknown', '1')).toBeUndefined();
    expect((await loadServices()).size).toBe(8033);
  });

  test('both languages are there for every code of a page', async () => {
    const { hl7Lists } = await import('./hl7-codes.ts');
    for (const list of hl7Lists.values())
      for (const { vi, en } of list.values()) expect(vi && en && vi !== en).toBeTruthy();
  });
});

test('the schedule begins on the first day of life and every dose has a vaccine code', () => {
  expect(schedule).toHaveLength(30);
  expect(schedule[0]).toMatchObject({ code: 'HEPB0', minAgeDays: 0, cvx: '08' });
  expect(schedule.every((dose) => dose.cvx !== '' && dose.antigens.length > 0)).toBe(true);
});

test('a disease to report is recognised by its diagnosis', () => {
  expect(notifiableOf('A97.0')).toMatchObject({ deadline: '48h', vi: 'Sốt xuất huyết Dengue' });
  expect(notifiableOf('B05.9')?.deadline).toBe('24h');
  expect(notifiableOf('I10')).toBeUndefined();
});

test('every list says where it is from and how sure it is', () => {
  for (const name of [
    'icd10',
    'services',
    'lab-tests',
    'vital-signs',
    'drugs',
    'immunisation-schedule',
    'care-subjects',
    'care-kinds',
    'cost-groups',
    'notifiable-diseases',
  ]) {
    const file = new URL(`./generated/${name}.json`, import.meta.url);
    expect(existsSync(file)).toBe(true);
    const list = JSON.parse(readFileSync(file, 'utf8')) as { source?: string; state?: string };
    expect(list.source && list.state).toBeTruthy();
  }
  expect([drugs.length, vitalSigns.length]).toEqual([209, 17]);
});
