import { expect, it } from 'vitest';
import { modules } from '#modules/index.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context } from '#platform/context.ts';
import { readAllSettings } from '#platform/settings/platform-settings.ts';
import { listClosedCommands } from '../list-commands.ts';

it('every command says in both languages what it does, each under a name of its own, before any database is opened', () => {
  const commands = listClosedCommands(readAllSettings({}, modules), 'vi').map(({ command }) => command);
  const names = commands.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of ['backup', 'restore', 'export', 'import', 'shard apply', 'client create'])
    expect(names).toContain(name);
  for (const { name, usage, about } of commands) {
    expect(usage.startsWith(name)).toBe(true);
    expect(about.vi).not.toBe('');
    expect(about.en).not.toBe('');
  }
});

it('a command that works with the record refuses loudly where nothing was opened', async () => {
  const found = listClosedCommands(readAllSettings({}, modules), 'vi').find(
    (one) => one.command.name === 'client list',
  );
  if (found === undefined || found.kind === 'bare') throw new Error('no such command');
  const ctx: Pick<Context, 'actor'> = { actor: platformActor('test', 'vi') };
  const run = async (): Promise<number> => found.command.run(ctx as Context, [], () => undefined);
  await expect(run()).rejects.toThrow('before its database was opened');
});
