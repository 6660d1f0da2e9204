import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

/** What a phone on a slow line should wait for before the first page stands. */
const budgetBytes = 150_000;
/** A station's page brings the store of its device with it, which opens before the first look at the centre. */
const stationBytes = 250_000;

let chunks: readonly Rolldown.OutputChunk[] = [];

beforeAll(async () => {
  // The runner's own value would put React's development build on the scales.
  vi.stubEnv('NODE_ENV', 'production');
  const made = await build({
    root: new URL('../../../', import.meta.url).pathname,
    logLevel: 'silent',
    build: { write: false },
  });
  const outputs = (Array.isArray(made) ? made : [made]).flatMap((one) => ('output' in one ? one.output : []));
  chunks = outputs.filter((one) => one.type === 'chunk');
}, 60_000);
afterAll(() => void vi.unstubAllEnvs());

/** Every script that stands behind these modules, each once. */
function scriptsBehind(...modules: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const next of chunks.find(({ fileName }) => fileName === name)?.imports ?? []) visit(next);
  };
  for (const module of modules) {
    const chunk = chunks.find(({ moduleIds }) => moduleIds.some((id) => id.endsWith(module)));
    expect(chunk, `no script holds ${module}`).toBeDefined();
    if (chunk) visit(chunk.fileName);
  }
  return found;
}

function gzipBytes(names: Iterable<string>): number {
  return [...names]
    .map(
      (name) => gzipSync(chunks.find(({ fileName }) => fileName === name)?.code ?? '', { level: 9 }).length,
    )
    .reduce((sum, size) => sum + size, 0);
}

const everywhere = ['src/entry/browser.tsx', 'src/web/text/words.vi.json'];
const inRecord = ['personal-record/web/record.vi.json', 'parts/person-banner.widget.tsx'];

test.each([
  ['a citizen opens her summary', [...inRecord, 'summary/summary.page.tsx']],
  ['a doctor opens the search for people', ['personal-record/web/record.vi.json', 'people/people.page.tsx']],
  [
    'a doctor opens a record with its timeline',
    [...inRecord, 'summary/summary.page.tsx', 'parts/timeline.tsx'],
  ],
  [
    'an administrator opens the lines put aside',
    ['doors/web/doors.vi.json', 'quarantine/quarantine.page.tsx'],
  ],
  [
    'a stranger looks for a hospital on the map',
    ['shell/public-place.tsx', 'directory/web/find.vi.json', 'facilities/facilities.page.tsx'],
  ],
  [
    'a Department of Health opens its directory',
    ['directory/web/desk.vi.json', 'desk-facilities/desk-facilities.page.tsx'],
  ],
])('first view stays under 150 kB of script when %s', (_who, pages) => {
  const bytes = gzipBytes(scriptsBehind(...everywhere, ...pages));
  expect(bytes).toBeLessThan(budgetBytes);
});

const onDevice = ['offline/open-device-store.ts', 'commune-station/web/station.vi.json'];

test.each([
  ['a station opens its day', 'day/day.page.tsx'],
  ['a station opens a visit', 'visit/visit.page.tsx'],
])('with the store of the device it stays under 250 kB when %s', (_who, page) => {
  const bytes = gzipBytes(scriptsBehind(...everywhere, ...onDevice, page));
  expect(bytes).toBeLessThan(stationBytes);
});
