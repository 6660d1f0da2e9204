import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { platformActor } from '#platform/access/actors.ts';
import { startPlatform, type TestPlatform } from '#platform/testing/start-platform.ts';
import { exportCommand } from '../bulk/export-command.ts';
import { patient } from './examples.ts';

let sen: TestPlatform;
let folder: string;

beforeAll(async () => {
  sen = await startPlatform();
  folder = await mkdtemp(join(tmpdir(), 'sen-export-command-'));
  const { record } = sen.context(platformActor('fill'));
  for (let at = 0; at < 30; at += 1) await record.create(patient({ gender: 'female' }) as never);
});
afterAll(async () => {
  await sen.stop();
  await rm(folder, { recursive: true, force: true });
});

async function run(...args: string[]): Promise<{ code: number; said: string }> {
  const lines: string[] = [];
  const command = exportCommand(sen.platform.records);
  const context = sen.platform.context(platformActor('test', 'vi'));
  const code = await command.run(context, args, (line) => lines.push(line));
  return { code, said: lines.join('\n') };
}

async function linesIn(out: string): Promise<string[]> {
  const names = (await readdir(out)).filter((name) => name.endsWith('.ndjson'));
  const texts = await Promise.all(names.map((name) => readFile(join(out, name), 'utf8')));
  return texts.flatMap((text) => text.split('\n').filter((line) => line !== ''));
}

it('brings every record into the named folder, with sums that agree, and leaves an audit line', async () => {
  const out = join(folder, 'all');
  const { code, said } = await run('--out', out);
  expect(code, said).toBe(0);
  const lines = await linesIn(out);
  const { rows } = await sen.database.query<{ count: number }>('select count(*)::int from record.resource');
  expect(lines).toHaveLength(rows[0]!.count);
  expect(said).toContain(`Đã xuất ${lines.length} bản ghi`);
  for (const line of (await readFile(join(out, 'SHA256SUMS'), 'utf8')).trim().split('\n')) {
    const [sum, name] = line.split('  ');
    expect(
      createHash('sha256')
        .update(await readFile(join(out, name!)))
        .digest('hex'),
    ).toBe(sum);
    expect((await stat(join(out, name!))).mode & 0o077).toBe(0);
  }
  const audited = await sen.database.query(
    "select 1 from audit.event where action = 'export' and actor_id = 'sen'",
  );
  expect(audited.rowCount).toBeGreaterThan(0);
});

it('goes on where it was cut off: what lay there half is gone, what was whole stays, nothing is doubled', async () => {
  const out = join(folder, 'cut');
  await run('--out', out, '--type', 'Patient');
  const { id } = JSON.parse(await readFile(join(out, 'export.json'), 'utf8')) as { id: string };
  // As a kill leaves it: the row says "running, nothing kept yet", a file lies there half written.
  await sen.database.query('delete from record.export_file where export_id = $1', [id]);
  await sen.database.query(
    "update record.export set state = 'running', finished = null, leg = 0, cursor = null, next_file = 0, resources = 0 where id = $1",
    [id],
  );
  await writeFile(join(out, 'Patient.00007.ndjson'), '{"resourceType":"Patient","id":"ha');
  expect((await run('--out', out, '--type', 'Patient')).code).toBe(0);
  const ids = (await linesIn(out)).map((line) => (JSON.parse(line) as { id: string }).id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(30);
});

it('touches no folder that holds something else, and says what is wrong with what was asked', async () => {
  const other = join(folder, 'other');
  await mkdir(other);
  await writeFile(join(other, 'thư.txt'), 'của tôi');
  expect(await run('--out', other)).toMatchObject({
    code: 1,
    said: expect.stringContaining('thư mục trống'),
  });
  expect(await readdir(other)).toEqual(['thư.txt']);
  const groups = join(folder, 'groups');
  expect((await run('--out', groups, '--type', 'Group')).code).toBe(0);
  expect((await run('--out', groups, '--type', 'Patient')).code).toBe(1);
  expect((await run('--out', join(folder, 'x'), '--type', 'Khong')).said).toContain('_type');
  expect((await run('--out', join(folder, 'x'), '--group', 'khong-co')).code).toBe(1);
  expect((await run()).code).toBe(2);
});
