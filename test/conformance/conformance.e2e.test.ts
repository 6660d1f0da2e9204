import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPlatform, type CallAs, type TestPlatform } from '#platform/testing/start-platform.ts';
import { valuesAt, type ConformanceCase, type Step } from './case.ts';

let sen: TestPlatform;
const callers = new Map<string, CallAs>();

beforeAll(async () => {
  sen = await startPlatform();
  await sen.people();
  callers.set('system', await sen.asSystem());
});
afterAll(() => sen.stop());

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.cases.ts'));
const areas = await Promise.all(
  files.map(async (file) => ({
    area: file.replace('.cases.ts', ''),
    cases: ((await import(new URL(file, import.meta.url).href)) as { cases: readonly ConformanceCase[] })
      .cases,
  })),
);

it('every area shows at least one requirement, and none is named twice', () => {
  const names = areas.flatMap(({ area, cases }) => cases.map((one) => `${area} ${nameOf(one)}`));
  expect(areas.filter(({ cases }) => cases.length === 0)).toEqual([]);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

describe.each(areas)('$area', ({ cases }) => {
  it.each(cases.map((one) => [nameOf(one), one] as const))('%s', async (_name, one) => {
    const kept = new Map([['base', `${sen.url}/fhir`]]);
    for (const resource of one.given ?? []) {
      const answer = await call('system', `PUT /${resource.resourceType}/${resource.id}`, resource, {}, kept);
      expect(answer.status, answer.text).toBeLessThan(300);
    }
    for (const step of one.steps) await take(step, kept);
  });
});

function nameOf({ section, requires }: ConformanceCase): string {
  return `${section}: ${requires}`;
}

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function call(
  as: string,
  send: string,
  body: unknown,
  headers: Readonly<Record<string, string>>,
  kept: ReadonlyMap<string, string>,
): Promise<Answered> {
  const [method = '', path = ''] = fill(send, kept)
    .replace(`${kept.get('base')}`, '')
    .split(/ (.*)/s);
  const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
  const answer = await (
    await callerFor(as)
  )(`/fhir${path}`, {
    method,
    headers: {
      ...(payload !== undefined && { 'content-type': 'application/fhir+json' }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, kept)])),
    },
    ...(payload !== undefined && { body: fill(payload, kept) }),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

async function callerFor(as: string): Promise<CallAs> {
  if (as === 'stranger') return (path, init) => fetch(sen.url + path, init);
  const known = callers.get(as) ?? (await sen.as(as));
  callers.set(as, known);
  return known;
}

async function take(step: Step, kept: Map<string, string>): Promise<void> {
  const ask = (): Promise<Answered> =>
    call(step.as ?? 'system', step.send, step.body, step.headers ?? {}, kept);
  let answer = await ask();
  for (let tries = 0; answer.status === step.waitsThrough && tries < 300; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    answer = await ask();
  }
  const seen = `${step.send}\n${answer.text.slice(0, 2000)}`;
  expect(answer.status, seen).toBe(step.status);
  const filled = <T>(value: T): T =>
    typeof value === 'string'
      ? (fill(value, kept) as T)
      : (JSON.parse(fill(JSON.stringify(value), kept)) as T);
  for (const [name, text] of Object.entries(step.answers ?? {}))
    expect(answer.headers.get(name), `${name} of ${seen}`).toContain(filled(text));
  const json: unknown = /^\s*\{/.test(answer.text) && !isLines(answer) ? JSON.parse(answer.text) : undefined;
  for (const [path, value] of Object.entries(step.has ?? {}))
    expect(valuesAt(json, path), `${path} of ${seen}`).toContainEqual(filled(value));
  for (const [path, value] of Object.entries(step.lacks ?? {})) {
    if (value === undefined) expect(valuesAt(json, path), `${path} of ${seen}`).toEqual([]);
    else expect(valuesAt(json, path), `${path} of ${seen}`).not.toContainEqual(filled(value));
  }
  for (const [path, values] of Object.entries(step.lists ?? {}))
    expect(valuesAt(json, path), `${path} of ${seen}`).toEqual(filled(values));
  for (const [path, values] of Object.entries(step.holds ?? {}))
    expect(inOrder(valuesAt(json, path)), `${path} of ${seen}`).toEqual(inOrder(filled(values)));
  for (const text of step.says ?? []) expect(answer.text).toContain(filled(text));
  for (const [name, from] of Object.entries(step.keep ?? {})) {
    const value = from.startsWith('header:') ? answer.headers.get(from.slice(7)) : valuesAt(json, from)[0];
    if (typeof value !== 'string' && typeof value !== 'number') throw new Error(`no ${from} in ${seen}`);
    kept.set(name, String(value));
  }
}

/** Resources line by line are no JSON as a whole. */
const isLines = ({ headers }: Answered): boolean => headers.get('content-type')?.includes('ndjson') === true;

function inOrder(values: readonly unknown[]): unknown[] {
  return values.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** Only names that were kept are filled, so that JSON's own braces stay. */
function fill(text: string, kept: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{([a-zA-Z]+)\}/g, (all, name: string) => kept.get(name) ?? all);
}
