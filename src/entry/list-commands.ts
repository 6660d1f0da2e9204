import type { Language } from '#kernel/schema.ts';
import { simulateRegisterCommands } from '#modules/doors/registers/simulator/simulate-registers.ts';
import { simulateCommand } from '#modules/doors/vneid/simulate-command.ts';
import { modules } from '#modules/index.ts';
import { platformActor } from '#platform/access/actors.ts';
import { auditCommands } from '#platform/audit/audit-commands.ts';
import { backupCommand, restoreCommands } from '#platform/backup/commands.ts';
import { keysCommands } from '#platform/crypt/keys-command.ts';
import { openMasters } from '#platform/crypt/open-master.ts';
import { identityCommands } from '#platform/identity/commands.ts';
import type { BareCommand, Command } from '#platform/module/define-module.ts';
import { migrationSources } from '#platform/module/migration-sources.ts';
import type { Platform } from '#platform/module/platform.ts';
import { packRotation } from '#platform/record/pack-rotation.ts';
import { exportCommand } from '#platform/record/bulk/export-command.ts';
import { keysIndexCommand } from '#platform/record/reindex/keys-index-command.ts';
import { reindexCommand } from '#platform/record/reindex/reindex-command.ts';
import type { Settings } from '#platform/settings/platform-settings.ts';
import type { Database } from '#platform/sql/database.ts';
import { schemaOf } from '#platform/sql/migrate.ts';
import { shardCommands } from '#platform/sql/shard-commands.ts';
import { doctorCommand } from './doctor.ts';
import { findInstallation, type House } from './open-house.ts';

/** A command and what it runs in: nothing, the platform's own context, or that of a module. */
export type ListedCommand =
  | { readonly kind: 'bare'; readonly command: BareCommand }
  | { readonly kind: 'platform'; readonly command: Command }
  | { readonly kind: 'module'; readonly command: Command; readonly moduleId: string };

/** What the platform's commands are made with. */
export interface CommandParts extends Pick<
  Platform,
  'identity' | 'records' | 'auditKeeper' | 'keys' | 'contextOf'
> {
  readonly settings: Settings;
  readonly house: House;
  readonly database: Database;
}

/** Every command of `sen`. */
export function listCommands(parts: CommandParts, language: Language): ListedCommand[] {
  const { settings, house, database } = parts;
  const schemas = migrationSources(modules).map(({ part }) => schemaOf(part));
  const own = [
    ...identityCommands(parts.identity),
    exportCommand(parts.records),
    reindexCommand(parts.records),
    ...shardCommands(database, schemas),
    ...auditCommands(database, parts.auditKeeper),
    backupCommand(
      () => findInstallation(settings),
      () => openMasters(settings),
    ),
    ...keysCommands({
      database,
      keys: () => parts.keys,
      places: settings,
      rotation: () => packRotation(database, parts.keys),
    }),
    keysIndexCommand({
      database,
      records: parts.records,
      async reseal() {
        let closed = 0;
        for (const { id, reseal } of modules)
          closed += (await reseal?.(parts.contextOf(id, platformActor('reseal')))) ?? 0;
        return closed;
      },
    }),
    doctorCommand(settings, house),
  ];
  return [
    ...restoreCommands(settings.dataDir, language, () => openMasters(settings)).map(
      (command) => ({ kind: 'bare', command }) as const,
    ),
    { kind: 'bare', command: simulateCommand(settings, language) },
    ...simulateRegisterCommands(settings, language).map((command) => ({ kind: 'bare', command }) as const),
    ...own.map((command) => ({ kind: 'platform', command }) as const),
    ...modules.flatMap((module) =>
      (module.commands ?? []).map((command) => ({ kind: 'module', command, moduleId: module.id }) as const),
    ),
  ];
}

/** The same where nothing is opened: what each is called can be told and bare ones can run; the others throw. */
export function listClosedCommands(settings: Settings, language: Language): ListedCommand[] {
  const parts = {
    settings,
    // Its commands are told apart by a part of it.
    identity: closed<Platform['identity']>({ apps: closed<Platform['identity']['apps']>() }),
    records: closed<Platform['records']>(),
    auditKeeper: closed<Platform['auditKeeper']>(),
    keys: closed<Platform['keys']>(),
    contextOf: () => {
      throw new Error('a command ran before its database was opened');
    },
    house: closed<House>(),
    database: closed<Database>(),
  };
  return listCommands(parts, language);
}

/** Stands for a part that is not open; whoever uses it is told so. Of `inner` parts only the name is known. */
function closed<Part extends object>(inner: Partial<Part> = {}): Part {
  const refuse = (): never => {
    throw new Error('a command ran before its database was opened');
  };
  const get = (_part: Part, name: string | symbol): unknown =>
    name in inner ? inner[name as keyof Part] : refuse();
  return new Proxy(Object.create(null) as Part, { get, has: refuse });
}
