import { build, type Plugin } from 'vite';

/** What a program of two forms ago did not have: lists by type and reference data, and the places where they are kept. */
const before: Readonly<Record<string, readonly (readonly [now: string | RegExp, then: string])[]>> = {
  'stored-database.ts': [
    [`'index', 'types', 'reference'`, `'index'`],
    ['storesForm = 2', 'storesForm = 1'],
  ],
  'upgrade-store.ts': [
    ['storeForm = 3', 'storeForm = 1'],
    [/upgradeSteps: readonly UpgradeStep\[\] = \[[^;]*\];/, 'upgradeSteps: readonly UpgradeStep[] = [];'],
  ],
  'put-held.ts': [[/\.\.\.\(await putTypes\([^)]*\)\),/, '']],
  'pull-people.ts': [[/if \(page\.references !== undefined &&[^;]*;/, '']],
};

/** Changes the sources into those of the program before. */
const programBefore: Plugin = {
  name: 'the program before',
  enforce: 'pre',
  transform(code, id) {
    const changes = Object.entries(before).find(([name]) => id.endsWith(`/offline/${name}`))?.[1];
    if (changes === undefined) return undefined;
    return changes.reduce((text, [now, then]) => {
      const changed = text.replace(now, then);
      if (changed === text) throw new Error(`${id} has changed: tell here what the program before did`);
      return changed;
    }, code);
  },
};

/** The harness as a script of a page: of the program as it is, or as the one before it was. */
export async function buildHarness(which: 'now' | 'before'): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: which === 'before' ? [programBefore] : [],
    build: { write: false, lib: { entry: 'test/offline/browser/harness.ts', formats: ['es'] } },
  });
  const [{ output }] = built as unknown as [{ output: { code: string }[] }];
  return output[0]!.code;
}
