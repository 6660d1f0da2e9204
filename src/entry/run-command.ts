import { soleIdentifierSystems } from '#kernel/vietnam/sole-identifiers.ts';
import type { Language } from '#kernel/schema.ts';
import { modules } from '#modules/index.ts';
import { platformActor } from '#platform/access/actors.ts';
import { backupCommand, restoreCommands } from '#platform/backup/commands.ts';
import type { Context } from '#platform/context.ts';
import { createLog } from '#platform/log/create-log.ts';
import { exportCommand } from '#platform/record/bulk/export-command.ts';
import { identityCommands } from '#platform/identity/commands.ts';
import type { Command } from '#platform/module/define-module.ts';
import { migrateAll, migrationSources } from '#platform/module/migration-sources.ts';
import { createPlatform, type Platform } from '#platform/module/platform.ts';
import { readAllSettings, type Settings } from '#platform/settings/platform-settings.ts';
import { shardCommands } from '#platform/sql/shard-commands.ts';
import { schemaOf } from '#platform/sql/migrate.ts';
import { doctorCommand } from './doctor.ts';
import { refuseStart, say } from './messages.ts';
import { findInstallation, openHouseForCommand, type House } from './open-house.ts';
import { version, webFolder } from './run-sen.ts';

interface Owned {
  readonly command: Command;
  readonly moduleId?: string;
  /** Runs without a database and a context: it brings one back, or only reads files. */
  readonly bare?: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs one command and ends the process with its exit code; without a command it prints how each is used. */
export async function runCommand(env: Environment, args: readonly string[]): Promise<never> {
  try {
    return process.exit(await main(env, args));
  } catch (error) {
    return refuseStart(error);
  }
}

async function main(env: Environment, args: readonly string[]): Promise<number> {
  const settings = readAllSettings({ ...env, SEN_LOG: env['SEN_LOG'] ?? 'error' }, modules);
  // What a command is called can be told without a database; what it does cannot.
  const known = gatherCommands(env, {} as Platform, settings, {} as House);
  const asked = findCommand(known, args);
  if (asked === undefined || args.includes('--help')) {
    printUsage(asked === undefined ? known : [asked]);
    return asked === undefined && args.length > 0 && !args.includes('--help') ? 2 : 0;
  }
  const language = languageOf(env);
  const rest = args.slice(asked.command.name.split(' ').length);
  if (asked.bare === true) return asked.command.run({} as Context, rest, (line) => console.log(line));
  const log = createLog(settings.logLevel, process.stderr);
  const house = await openHouseForCommand(settings, log);
  try {
    // A server that runs has migrated already; doing it again beside it could only find a newer program.
    if (!house.shared) await migrateAll(house.database, modules);
    const platform = await createPlatform({
      settings,
      modules,
      database: house.database,
      log,
      webFolder,
      version,
      soleSystems: soleIdentifierSystems,
    });
    const found = findCommand(gatherCommands(env, platform, settings, house), args) ?? asked;
    const actor = platformActor(`command-${Date.now().toString(36)}`, language);
    const context =
      found.moduleId === undefined ? platform.context(actor) : platform.contextOf(found.moduleId, actor);
    await platform.audit.append({ actor, action: 'command', query: found.command.name, outcome: 'ok' });
    const code = await found.command.run(context, rest, (line) => console.log(line));
    // Beside a server its own dispatcher takes the events; alone nobody else would.
    if (!house.shared) await platform.events.settle();
    await platform.stop();
    return code;
  } finally {
    await house.close();
  }
}

function gatherCommands(
  env: Environment,
  { identity, records }: Pick<Platform, 'identity' | 'records'>,
  settings: Settings,
  house: House,
): Owned[] {
  const schemas = migrationSources(modules).map(({ part }) => schemaOf(part));
  const own = [
    ...identityCommands(identity),
    exportCommand(records),
    ...shardCommands(house.database, schemas),
    backupCommand(() => findInstallation(settings)),
    doctorCommand(settings, house),
  ];
  return [
    ...restoreCommands(settings.dataDir, languageOf(env)).map((command) => ({ command, bare: true })),
    ...own.map((command) => ({ command })),
    ...modules.flatMap((m) => (m.commands ?? []).map((command) => ({ command, moduleId: m.id }))),
  ];
}

function languageOf(env: Environment): Language {
  return /^en/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? '') ? 'en' : 'vi';
}

/** The longest name that the arguments begin with. */
function findCommand(commands: readonly Owned[], args: readonly string[]): Owned | undefined {
  return commands
    .filter(({ command }) => command.name.split(' ').every((word, index) => args[index] === word))
    .sort((one, two) => two.command.name.length - one.command.name.length)[0];
}

function printUsage(commands: readonly Owned[]): void {
  say({ vi: 'Cách dùng: sen LỆNH', en: 'Usage: sen COMMAND' });
  for (const { command } of commands) {
    console.log(`\n  sen ${command.usage}\n      ${command.about.vi} · ${command.about.en}`);
  }
}
