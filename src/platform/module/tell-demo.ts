import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { platformActor } from '../access/actors.ts';
import type { Settings } from '../settings/platform-settings.ts';
import type { Database } from '../sql/database.ts';
import type { AnyModule, DemoAccount, DemoChapter, DemoPerson, DemoStage } from './define-module.ts';
import type { Platform } from './platform.ts';
import { requestToken } from './request-token.ts';

/** Somebody who can sign in to the demo. */
export interface DemoSignIn {
  readonly username: string;
  readonly about: Bilingual;
  readonly password: string;
}

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
  const chapters = await readChapters(platform.registry.modules);
  if (chapters.length === 0) return;
  await writeInstallation(database, 'demo', 'telling');
  const stage = makeStage(platform, parts, await demoPassword(settings.dataDir));
  for (const { module, chapter } of chapters) {
    const context = platform.contextOf(module.id, platformActor(`demo-${module.id}`));
    await chapter.tell(context, (done, what) => parts.progress(chapter.title, done, what), stage);
  }
  await platform.events.settle();
  await writeInstallation(database, 'demo', 'told');
}

/** Who can sign in to the demo of this database; empty where no story was told. */
export async function listDemoSignIns(database: Database, dataDir: string): Promise<DemoSignIn[]> {
  const text = await readInstallation(database, 'demo-accounts');
  if (text === undefined) return [];
  const password = await demoPassword(dataDir);
  return (JSON.parse(text) as Omit<DemoSignIn, 'password'>[]).map((account) => ({ ...account, password }));
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

function makeStage(
  { identity }: Platform,
  parts: { readonly settings: Settings; readonly database: Database },
  password: string,
): DemoStage {
  const { publicUrl, modules } = parts.settings;
  return {
    url: publicUrl,
    settings: modules,
    async makeAccount(account) {
      const { username, display, role, facilityId, patientId, practitionerId } = account;
      // An account that is there already, from a story that was broken off, stays as it is.
      if ((await identity.findAccountByName(username)) === undefined) {
        await identity.createPerson({
          username,
          display,
          password,
          roles: [{ role, ...(facilityId !== undefined && { facilityId }) }],
          ...(patientId !== undefined && { patientId }),
          ...(practitionerId !== undefined && { practitionerId }),
        });
      }
      await rememberAccount(parts.database, account);
    },
    signIn: (username) => signInDemo(identity, username),
    async makeSystem(name, scope) {
      const { clientId, clientSecret = '' } = await identity.createClient({ name, scope });
      return { token: await requestToken(publicUrl, clientId, clientSecret, scope) };
    },
  };
}

/** One of the story's accounts with a token of the web application; no password is typed. Error: record.not-found. */
export async function signInDemo(identity: Platform['identity'], username: string): Promise<DemoPerson> {
  const account = await identity.findAccountByName(username);
  if (account === undefined) throw new AppError('record.not-found');
  const { patientId, practitionerId, roles } = account;
  const facilityId = roles.find((grant) => grant.facilityId !== undefined)?.facilityId;
  return {
    token: await identity.issueToken(account.id),
    ...(patientId !== undefined && { patientId }),
    ...(practitionerId !== undefined && { practitionerId }),
    ...(facilityId !== undefined && { facilityId }),
  };
}

async function rememberAccount(database: Database, account: DemoAccount): Promise<void> {
  const known = JSON.parse((await readInstallation(database, 'demo-accounts')) ?? '[]') as DemoAccount[];
  if (known.some(({ username }) => username === account.username)) return;
  const next = [...known, { username: account.username, about: account.about }];
  await writeInstallation(database, 'demo-accounts', JSON.stringify(next));
}

/** One password for all demo accounts of an installation, drawn at random and kept beside the data. */
async function demoPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'demo-password');
  const known = await readFile(path, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
  const drawn = [...randomBytes(12)].map((byte) => letters[byte % letters.length]).join('');
  const password = `sen-${drawn.slice(0, 4)}-${drawn.slice(4, 8)}-${drawn.slice(8)}`;
  await writeFile(path, password, { mode: 0o600 });
  return password;
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
