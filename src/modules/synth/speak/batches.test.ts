import { createHash } from 'node:crypto';
import type { Bundle } from '@medplum/fhirtypes';
import { beforeAll, describe, expect, test } from 'vitest';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import { parseDong } from '#kernel/vietnam/dong.ts';
import { demoStory } from '../demo.ts';
import { openWorld, type World } from '../domain/world.ts';
import { batches, type Batch } from './batches.ts';

let world: World;
let told: Batch[];

const hash = (list: readonly Batch[]): string => {
  const sum = createHash('sha256');
  for (const batch of list) sum.update(`${batch.name}\n${batch.text}`);
  return sum.digest('hex');
};

beforeAll(async () => {
  world = await openWorld({ seed: 3, citizens: 240, years: 3, mistakes: 0.05, commune: '09319' });
  told = [...batches(world)];
}, 60_000);

/** [visit, table, xml] of every inner file. */
function innerFiles(batch: Batch): { kind: string; xml: string }[] {
  return [...batch.text.matchAll(/<LOAIHOSO>(\w+)<\/LOAIHOSO>\s*<NOIDUNGFILE>([^<]+)<\/NOIDUNGFILE>/g)].map(
    ([, kind, content]) => ({
      kind: kind!,
      xml: Buffer.from(content!, 'base64').toString('utf8'),
    }),
  );
}

describe('what is told', () => {
  test('is the same to the byte for the same seed, and another for another', async () => {
    expect(
      hash([
        ...batches(await openWorld({ seed: 3, citizens: 240, years: 3, mistakes: 0.05, commune: '09319' })),
      ]),
    ).toBe(hash(told));
    expect(
      hash([
        ...batches(await openWorld({ seed: 4, citizens: 240, years: 3, mistakes: 0.05, commune: '09319' })),
      ]),
    ).not.toBe(hash(told));
  }, 30_000);

  test('comes in the order of its names', () => {
    const folders = told.map((batch) =>
      batch.name
        .split('/')
        .slice(0, 2)
        .join('/')
        .replace(/\.json$/, ''),
    );
    expect(folders).toEqual(folders.toSorted());
    expect(new Set(told.map((batch) => batch.name)).size).toBe(told.length);
  });

  test('as FHIR is well formed, and every reference inside a bundle is there', () => {
    for (const batch of told.filter((one) => one.door === 'fhir')) {
      const bundle = JSON.parse(batch.text) as Bundle;
      const urls = new Set(bundle.entry!.map((entry) => entry.fullUrl));
      for (const { resource } of bundle.entry!) expect(validateStructure(resource)).toEqual([]);
      for (const [, reference] of batch.text.matchAll(/"reference":"([^"]+)"/g))
        expect(urls.has(reference) || /^[A-Z]\w+\?identifier=/.test(reference!)).toBe(true);
    }
  });

  test('as claims follows both regulations, with discharge papers and appointments', () => {
    const files = told.filter((one) => one.door === 'insurance').flatMap(innerFiles);
    const kinds = new Set(files.map(({ kind }) => kind));
    expect([...kinds].toSorted()).toEqual(['XML1', 'XML14', 'XML2', 'XML3', 'XML4', 'XML5', 'XML7']);
    const summaries = files.filter(({ kind }) => kind === 'XML1');
    const former = summaries.filter(({ xml }) => xml.includes('<MA_THE>'));
    expect(former.length).toBeGreaterThan(10);
    expect(summaries.length - former.length).toBeGreaterThan(former.length);
    for (const { xml } of former) expect(/<NGAY_VAO>(\d{8})/.exec(xml)![1]! < '20240701').toBe(true);
  });

  test('adds up: drugs and services are the total, fund and patient share it', () => {
    const money = (xml: string, field: string) => parseDong(new RegExp(`<${field}>([^<]*)<`).exec(xml)![1]!)!;
    for (const { kind, xml } of told.filter((one) => one.door === 'insurance').flatMap(innerFiles)) {
      if (kind !== 'XML1' || !xml.includes('T_TONGCHI_BV')) continue;
      expect(money(xml, 'T_BHTT') + money(xml, 'T_BNCCT')).toBe(money(xml, 'T_TONGCHI_BH'));
    }
  });

  test('as messages is acknowledged HL7: a header, a patient, carriage returns, UTF-8', () => {
    const messages = told.flatMap((one) => one.messages ?? []);
    expect(messages.length).toBeGreaterThan(100);
    expect(new Set(messages.map((message) => message.split('|')[9])).size).toBe(messages.length);
    const types = new Set(messages.map((message) => message.split('|')[8]!));
    expect([...types].some((type) => type.startsWith('ADT^A04'))).toBe(true);
    expect([...types].some((type) => type.startsWith('ORU^R01'))).toBe(true);
    for (const message of messages) {
      expect(message).toMatch(/^MSH\|\^~\\&\|[^\n]+\rPID\||^MSH\|\^~\\&\|[^\n]+\rEVN\|/);
      expect(message).not.toContain('\n');
      expect(message).toContain('UNICODE UTF-8');
    }
  });

  test('some visits come through both doors, most with the messages first, some with the claim first', () => {
    const keysOf = (folder: string) =>
      new Set(
        told
          .filter((one) => one.name.includes(folder))
          .flatMap((one) => one.messages ?? [])
          .flatMap((message) => /\|(SYN[^|^]+)\^\^\^MALK/.exec(message)?.[1] ?? []),
      );
    const claims = new Set(
      told
        .filter((one) => one.name.includes('/4-insurance/'))
        .flatMap(innerFiles)
        .map(({ xml }) => /<MA_LK>([^<]+)</.exec(xml)![1]!),
    );
    const both = (folder: string) => [...keysOf(folder)].filter((key) => claims.has(key)).length;
    expect(both('/3-hl7v2/')).toBeGreaterThan(both('/6-hl7v2-late/'));
    expect(both('/6-hl7v2-late/')).toBeGreaterThan(5);
  });

  test('holds the mistakes that were planted, each where it is said to be', () => {
    const planted = told.flatMap((one) => one.planted);
    expect(planted.length).toBeGreaterThan(10);
    for (const batch of told) {
      const files = innerFiles(batch);
      for (const plant of batch.planted) {
        const { xml } = files.find(
          ({ kind, xml: text }) => kind === plant.table && text.includes(`<MA_LK>${plant.visit}</MA_LK>`),
        )!;
        const value = new RegExp(`<${plant.field}>([^<]*)<`).exec(xml)?.[1] ?? '';
        if (plant.mistake === 'impossible-date') expect(value).toBe('202602300960');
        if (plant.mistake === 'negative-quantity') expect(value.startsWith('-')).toBe(true);
        if (plant.mistake === 'unknown-diagnosis') expect(xml).toContain('Q99.Z');
      }
    }
  });

  test('some claims come twice, some corrected, some with a line less, and none of these carries a mistake', () => {
    const again = told
      .filter((one) => one.name.includes('/5-insurance-again/'))
      .flatMap(innerFiles)
      .filter(({ kind }) => kind === 'XML1');
    const mistaken = new Set(told.flatMap((one) => one.planted).map(({ visit }) => visit));
    expect(again.length).toBeGreaterThan(10);
    for (const { xml } of again) expect(mistaken.has(/<MA_LK>([^<]+)</.exec(xml)![1]!)).toBe(false);
  });
});

test('the demo ends the day before it is told, so that what is current in it is current', async () => {
  const { world: early } = await demoStory(new Date('2026-03-01T03:00:00Z'));
  const { world: late } = await demoStory(new Date('2027-03-01T03:00:00Z'));
  expect(early.today).toBe(Date.parse('2026-02-28') / 86_400_000);
  expect(late.today).toBe(Date.parse('2027-02-28') / 86_400_000);
}, 60_000);
