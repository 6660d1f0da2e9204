import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startHttp, type HttpUnderTest } from './start-http.ts';

describe('the first start on a new machine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sen-first-'));
  const web = join(folder, 'web');
  let settled = false;
  let sen: HttpUnderTest;
  beforeAll(async () => {
    sen = await startHttp([], { webFolder: web, ready: () => settled });
  });
  afterAll(async () => {
    await sen.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('says that it is not ready while it prepares, and wakes nobody for it', async () => {
    expect((await fetch(`${sen.url}/readyz`)).status).toBe(503);
    expect(
      sen.logged.filter(({ message }) => message === 'http.alert' || message === 'http.unexpected'),
    ).toEqual([]);
    settled = true;
    expect((await fetch(`${sen.url}/readyz`)).status).toBe(200);
  });

  it('shows the page that was built while it already ran, to whoever opens it', async () => {
    expect((await fetch(`${sen.url}/`)).status).toBe(404);
    writeFileSync(join(web, 'index.html'), '<!doctype html><title>Sen</title>');
    for (const path of ['/', '/record/1']) {
      const answer = await fetch(sen.url + path, { headers: { accept: 'text/html' } });
      expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html><title>Sen</title>']);
    }
    expect((await fetch(`${sen.url}/`)).status).toBe(200);
  });
});
