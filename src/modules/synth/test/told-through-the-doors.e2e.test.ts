import type { Bundle, Observation } from '@medplum/fhirtypes';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import {
  findFreePort,
  startPlatform,
  type CallAs,
  type TestPlatform,
} from '#platform/testing/start-platform.ts';
import { doors } from '../../doors/module.ts';
import { peopleOfBlock, type Person } from '../domain/person.ts';
import { openWorld, type World } from '../domain/world.ts';
import { synth } from '../module.ts';
import { openSpeaker } from '../send/send-batch.ts';
import { systemToken } from '../send/system-token.ts';
import { batches, type Batch } from '../speak/batches.ts';

let sen: TestPlatform;
let system: CallAs;
let admin: CallAs;
let world: World;
let told: Batch[];
let refusals: string[];
let mllpPort: number;

beforeAll(async () => {
  mllpPort = await findFreePort();
  sen = await startPlatform({
    modules: [doors, synth],
    env: { SEN_MLLP_PORT: String(mllpPort), SEN_DEMO: 'on' },
  });
  system = await sen.asSystem();
  admin = await sen.as('quantri');
  world = await openWorld({ seed: 5, citizens: 72, years: 1.5, mistakes: 0.08, commune: '09319' });
  told = [...batches(world)];
  const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({
    name: 'synth',
    scope: 'system/*.cruds',
  });
  const speaker = openSpeaker({
    url: sen.url,
    token: systemToken(sen.url, clientId, clientSecret),
    mllpHost: '127.0.0.1',
    mllpPort,
  });
  refusals = [];
  for (const batch of told) {
    const { ok, detail } = await speaker.send(batch);
    if (!ok) refusals.push(`${batch.name}: ${detail}`);
  }
  speaker.close();
  await sen.settle();
}, 240_000);

afterAll(() => sen.stop());

async function search(query: string): Promise<Bundle> {
  const response = await system(`/fhir/${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Bundle;
}

/** MA_LK of every claim of a batch. */
function claimKeys(batch: Batch): string[] {
  return [...batch.text.matchAll(/<LOAIHOSO>XML1<\/LOAIHOSO>\s*<NOIDUNGFILE>([^<]+)</g)].map(
    ([, content]) => /<MA_LK>([^<]+)</.exec(Buffer.from(content!, 'base64').toString('utf8'))![1]!,
  );
}

async function everyResult(): Promise<Observation[]> {
  const found: Observation[] = [];
  let path: string | undefined = 'Observation?category=laboratory&_count=500';
  while (path !== undefined) {
    const page: Bundle = await search(path);
    found.push(...(page.entry ?? []).map(({ resource }) => resource as Observation));
    const next = page.link?.find(({ relation }) => relation === 'next')?.url;
    path = next === undefined ? undefined : next.slice(next.indexOf('/fhir/') + '/fhir/'.length);
  }
  return found;
}

async function openFindings(): Promise<
  { visit?: string; table: string; line: number; field: string; rule: string }[]
> {
  const found: { visit?: string; table: string; line: number; field: string; rule: string }[] = [];
  let cursor = '';
  do {
    const response = await admin(`/api/doors/quarantine?count=200${cursor}`);
    const page = (await response.json()) as { items: typeof found; next?: string };
    found.push(...page.items);
    cursor = page.next === undefined ? '' : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== '');
  return found;
}

describe('a story told through the real doors', () => {
  test('is taken by every door', () => {
    expect(refusals).toEqual([]);
  });

  test('leaves in quarantine exactly the mistakes that were planted', async () => {
    const key = (one: { visit?: string; table: string; line: number; field: string; rule: string }) =>
      [one.visit, one.table, one.line, one.field, one.rule].join(' ');
    const planted = told
      .flatMap((batch) => batch.planted)
      .filter(({ expect: kind }) => kind === 'quarantine');
    expect(planted.length).toBeGreaterThan(2);
    expect((await openFindings()).map(key).toSorted()).toEqual(planted.map(key).toSorted());
  });

  test('gives each citizen one record, whatever doors spoke of her', async () => {
    const people: Person[] = [0, 1, 2].flatMap((block) => peopleOfBlock(world, block));
    const { total } = await search('Patient?_summary=count');
    // The test platform brings one citizen of its own.
    expect(total).toBe(people.length + 1);
    for (const person of people.slice(0, 10)) {
      const { entry } = await search(
        `Patient?identifier=${encodeURIComponent(`${identifierSystem.personalNumber}|${person.personalNumber}`)}`,
      );
      expect(entry).toHaveLength(1);
    }
  });

  test('makes one visit of each claim, also of those sent twice, corrected, or told by messages too', async () => {
    const waiting = new Set(
      told
        .flatMap((batch) => batch.planted)
        .filter(({ mistake }) => mistake === 'card-of-another')
        .map(({ visit }) => visit),
    );
    const claims = new Set(told.flatMap(claimKeys).filter((key) => !waiting.has(key)));
    const messages = new Set(
      told
        .flatMap((batch) => batch.messages ?? [])
        .flatMap((message) => /\|(SYN[^|^]+)\^\^\^MALK/.exec(message)?.[1] ?? []),
    );
    const both = [...claims].filter((key) => messages.has(key));
    expect(both.length).toBeGreaterThan(3);
    const { total } = await search('Encounter?_summary=count');
    expect(total).toBe(claims.size + messages.size - both.length);
  });

  test('tells no result of a visit twice, and each with the range of its laboratory', async () => {
    const results = await everyResult();
    const seen = results.map(({ code, effectiveDateTime, encounter, valueQuantity }) =>
      [
        code.coding?.[0]?.code,
        effectiveDateTime?.slice(0, 16),
        encounter?.reference,
        valueQuantity?.value,
      ].join(' '),
    );
    expect(new Set(seen).size).toBe(seen.length);
    expect(results.filter(({ referenceRange }) => referenceRange !== undefined).length).toBeGreaterThan(3);
  });

  test('puts each dose into the record of the child who was given it', async () => {
    const given = told
      .filter((batch) => batch.name.includes('immunisations'))
      .flatMap((batch) => (JSON.parse(batch.text) as Bundle).entry!);
    const { total } = await search('Immunization?_summary=count');
    expect(total).toBe(given.length);
    const child = [0, 1, 2]
      .flatMap((block) => peopleOfBlock(world, block))
      .find((person) => given.some(({ resource }) => resource!.id!.includes(person.personalNumber)))!;
    const { entry } = await search(
      `Patient?identifier=${encodeURIComponent(`${identifierSystem.personalNumber}|${child.personalNumber}`)}`,
    );
    const doses = given.filter(({ resource }) => resource!.id!.includes(child.personalNumber)).length;
    const own = await search(`Immunization?patient=${entry![0]!.resource!.id}&_count=100`);
    expect(own.entry).toHaveLength(doses);
  });

  test('keeps blood pressures among the vital signs', async () => {
    const { entry } = await search('Observation?code=8480-6&_count=5');
    for (const { resource } of entry!) expect(JSON.stringify(resource)).toContain('"vital-signs"');
  });

  test('told a second time changes nothing', async () => {
    const before = (await search('Observation?_summary=count')).total;
    const { clientId, clientSecret = '' } = await sen.platform.identity.createClient({
      name: 'again',
      scope: 'system/*.cruds',
    });
    const speaker = openSpeaker({
      url: sen.url,
      token: systemToken(sen.url, clientId, clientSecret),
      mllpHost: '127.0.0.1',
      mllpPort,
    });
    for (const batch of told.filter((one) => one.door === 'fhir'))
      expect((await speaker.send(batch)).ok).toBe(true);
    speaker.close();
    expect((await search('Observation?_summary=count')).total).toBe(before);
    expect((await search('RelatedPerson?_summary=count')).total).toBe(
      told
        .filter((one) => one.name.includes('1-people'))
        .flatMap((one) => (JSON.parse(one.text) as Bundle).entry!)
        .filter(({ resource }) => resource!.resourceType === 'RelatedPerson').length,
    );
  });
});
