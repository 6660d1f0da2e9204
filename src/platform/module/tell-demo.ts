import type { Bilingual } from '#kernel/schema.ts';
import { platformActor } from '../access/actors.ts';
import type { Settings } from '../settings/platform-settings.ts';
import type { Database } from '../sql/database.ts';
import type { AnyModule, DemoChapter, DemoSignIn, DemoStage } from './define-module.ts';
import type { Platform } from './platform.ts';

/** Hears how far the story is: `done` is 0..1 within the chapter. */
export type DemoProgress = (chapter: Bilingual, done: number, what: Bilingual) => void;

/**
 * Tells the demo story on an empty database, or goes on with one that was broken off: every module's chapter in order, through the
 * doors of the running server. Does nothing where the story was told, or where somebody already lives in the database.
 */
export async function tellDemo(
  platform: Platform,
  parts: { readonly settings: Settings; readonly database: Database; readonly progress: DemoProgress },
): Promise<void> {
  const { database, settings } = parts;
  const state = await readInstallation(database, 'demo');
  if (state === 'told') return;
  if (state === undefined && (await platform.identity.listAccounts()).length > 0) return;
  await writeInstallation(database, 'demo', 'telling');
  const stage = makeStage(platform, settings);
  for (const { module, chapter } of await readChapters(platform.registry.modules)) {
    const context = platform.contextOf(module.id, platformActor(`demo-${module.id}`));
    await chapter.tell(context, (done, what) => parts.progress(chapter.title, done, what), stage);
  }
  await platform.events.settle();
  await writeInstallation(database, 'demo', 'told');
}

/** Who can sign in to the demo of this database; empty where no story was told. */
export async function listDemoSignIns(
  database: Database,
  modules: readonly AnyModule[],
): Promise<DemoSignIn[]> {
  if ((await readInstallation(database, 'demo')) === undefined) return [];
  return (await readChapters(modules)).flatMap(({ chapter }) => chapter.signIns ?? []);
}

async function readChapters(
  modules: readonly AnyModule[],
): Promise<Array<{ module: AnyModule; chapter: DemoChapter }>> {
  const chapters: Array<{ module: AnyModule; chapter: DemoChapter }> = [];
  for (const module of modules) {
    const loaded = await module.demo?.();
    if (loaded !== undefined) chapters.push({ module, chapter: loaded.chapter });
  }
  return chapters.sort((one, two) => one.chapter.order - two.chapter.order);
}

/** An account that is there already, from a story that was broken off, stays as it is. */
function makeStage(platform: Platform, settings: Settings): DemoStage {
  const { identity } = platform;
  return {
    baseUrl: settings.publicUrl,
    settings: settings.modules,
    identity: {
      async createPerson(person) {
        const known = await identity.findAccountByName(person.username);
        return known === undefined ? identity.createPerson(person) : { accountId: known.id };
      },
      createClient: (client) => identity.createClient(client),
    },
  };
}

/** A fact about the installation; undefined where it was never written. */
export async function readInstallation(database: Database, key: string): Promise<string | undefined> {
  const { rows } = await database.query<{ value: string }>(
    'SELECT value FROM platform.installation WHERE key = $1',
    [key],
  );
  return rows[0]?.value;
}

async function writeInstallation(database: Database, key: string, value: string): Promise<void> {
  await database.query(
    'INSERT INTO platform.installation (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    [key, value],
  );
}
