import { soleIdentifierSystems } from '#kernel/vietnam/sole-identifiers.ts';
import type { Language } from '#kernel/schema.ts';
import { modules } from '#modules/index.ts';
import { platformActor } from '#platform/access/actors.ts';
import { createLog } from '#platform/log/create-log.ts';
import { migrateAll } from '#platform/module/migration-sources.ts';
import { createPlatform } from '#platform/module/platform.ts';
import { readAllSettings, type Settings } from '#platform/settings/platform-settings.ts';
import { listClosedCommands, listCommands, type ListedCommand } from './list-commands.ts';
import { refuseStart, say } from './messages.ts';
import { openHouseForCommand } from './open-house.ts';
import { version, webFolder } from './run-sen.ts';

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
  const language = languageOf(env);
  const known = listClosedCommands(settings, language);
  const asked = findCommand(known, args);
  if (asked === undefined || args.includes('--help')) {
    printUsage(asked === undefined ? known : [asked]);
    return asked === undefined && args.length > 0 && !args.includes('--help') ? 2 : 0;
  }
  const rest = args.slice(asked.command.name.split(' ').length);
  return asked.kind === 'bare' ? asked.command.run(rest, print) : runInside(settings, language, args, rest);
}

const print = (line: string): void => console.log(line);

/** Runs a command that works with the record: opens the database, or shares that of a running server. */
async function runInside(
  settings: Settings,
  language: Language,
  args: readonly string[],
  rest: readonly string[],
): Promise<number> {
  const log = createLog(settings.logLevel, process.stderr);
  const house = await openHouseForCommand(settings, log);
  try {
    const { database } = house;
    // A server that runs has migrated already; doing it again beside it could only find a newer program.
    if (!house.shared) await migrateAll(database, modules);
    const platform = await createPlatform({
      settings,
      modules,
      database,
      log,
      webFolder,
      version,
      soleSystems: soleIdentifierSystems,
      rekeying: args[0] === 'keys' && args[1] === 'index',
    });
    const { identity, records, auditKeeper, keys } = platform;
    const found = findCommand(
      listCommands(
        {
          settings,
          house,
          database,
          identity,
          records,
          auditKeeper,
          keys,
          contextOf: (id, by) => platform.contextOf(id, by),
        },
        language,
      ),
      args,
    );
    if (found === undefined || found.kind === 'bare') return 2;
    const { command } = found;
    const actor = platformActor(`command-${Date.now().toString(36)}`, language);
    const context =
      found.kind === 'platform' ? platform.context(actor) : platform.contextOf(found.moduleId, actor);
    await platform.audit.append({ actor, action: 'command', query: command.name, outcome: 'ok' });
    const code = await command.run(context, rest, print);
    // Beside a server its own dispatcher takes the events; alone nobody else would.
    if (!house.shared) await platform.events.settle();
    await platform.stop();
    return code;
  } finally {
    await house.close();
  }
}

function languageOf(env: Environment): Language {
  return /^en/i.test(env['LC_ALL'] ?? env['LC_MESSAGES'] ?? '') ? 'en' : 'vi';
}

/** The longest name that the arguments begin with. */
function findCommand(commands: readonly ListedCommand[], args: readonly string[]): ListedCommand | undefined {
  return commands
    .filter(({ command }) => command.name.split(' ').every((word, index) => args[index] === word))
    .sort((one, two) => two.command.name.length - one.command.name.length)[0];
}

function printUsage(commands: readonly ListedCommand[]): void {
  say({ vi: 'Cách dùng: sen LỆNH', en: 'Usage: sen COMMAND' });
  for (const { command } of commands) {
    console.log(`\n  sen ${command.usage}\n      ${command.about.vi} · ${command.about.en}`);
  }
}
