import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Context } from '../../context.ts';
import { anActor } from '../../testing/an-actor.ts';
import { identityCommands } from '../commands.ts';
import { askToken, startSite } from './start-site.ts';
import type { Site } from './start-site.ts';

let site: Site;

beforeAll(async () => {
  site = await startSite();
});
afterAll(() => site.stop());

describe('commands', () => {
  const run = async (...words: string[]): Promise<{ code: number; lines: string[] }> => {
    const command = identityCommands(site.identity).find(({ name }) => words.join(' ').startsWith(name));
    const lines: string[] = [];
    const rest = words.slice(command?.name.split(' ').length);
    const code = await command?.run({ actor: anActor() } as Context, rest, (line) => lines.push(line));
    return { code: code ?? -1, lines };
  };

  it('sen client create prints what the measuring tools read, and the secret works', async () => {
    const { code, lines } = await run(
      'client',
      'create',
      '--name',
      'load',
      '--scope',
      'system/*.cruds',
      '--json',
    );
    expect(code).toBe(0);
    const made = JSON.parse(lines[0] ?? '') as { client_id: string; client_secret: string };
    expect(Object.keys(made)).toEqual(['client_id', 'client_secret']);
    expect((await askToken(site, { grant_type: 'client_credentials', ...made })).status).toBe(200);
    expect((await run('client', 'list')).lines.join('\n')).toContain(made.client_id);
    expect((await run('client', 'list')).lines.join('\n')).not.toContain(made.client_secret);
    expect((await run('client', 'close', made.client_id)).code).toBe(0);
    expect((await askToken(site, { grant_type: 'client_credentials', ...made })).status).toBe(401);
  });

  it('takes the public keys of a system from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sen-jwks-'));
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const [good, bad] = [join(folder, 'good.json'), join(folder, 'bad.json')];
    await writeFile(good, JSON.stringify({ keys: [publicKey.export({ format: 'jwk' })] }));
    await writeFile(bad, '<xml/>');
    const made = await run(
      'client',
      'create',
      '--name',
      'k',
      '--scope',
      'system/*.rs',
      '--jwks',
      good,
      '--json',
    );
    expect(Object.keys(JSON.parse(made.lines[0] ?? '{}') as object)).toEqual(['client_id']);
    expect(await run('client', 'create', '--name', 'k', '--scope', 'system/*.rs', '--jwks', bad)).toEqual({
      code: 1,
      lines: ['jwks: Tệp khoá không phải là JSON.'],
    });
    await rm(folder, { recursive: true });
  });

  it('makes an account with a link, lists it, and says what is wrong in plain words', async () => {
    const added = await run(
      'user',
      'add',
      'bs.minh',
      '--display',
      'BS Minh',
      '--role',
      'hospital-doctor@f-vien',
    );
    expect(added.lines[0]).toMatch(/\/welcome\?key=[\w-]{43}$/u);
    expect((await run('user', 'list')).lines.join('\n')).toContain(
      'bs.minh  BS Minh  hospital-doctor@f-vien  open',
    );
    expect(await run('user', 'add', 'BS.Minh', '--role', 'citizen')).toMatchObject({
      code: 1,
      lines: ['username: Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.'],
    });
    expect((await run('user', 'add', 'x1', '--role', 'station-doctor')).lines[0]).toContain('cần cơ sở');
    expect(
      (await run('user', 'add', 'x2', '--role', 'administrator', '--role', 'citizen')).lines[0],
    ).toContain('quản trị không giữ thêm');
    expect((await run('user', 'add')).code).toBe(2);
    expect((await run('user', 'add', '--what')).code).toBe(2);
    expect((await run('user', 'password', 'bs.minh')).lines[0]).toContain('/welcome?key=');
    expect((await run('user', 'password', 'nobody')).code).toBe(1);
  });
});
