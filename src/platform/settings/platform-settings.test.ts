import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineModule } from '../module/define-module.ts';
import { readAllSettings } from './platform-settings.ts';
import { SettingsRefused } from './read-settings.ts';

const findingsOf = (
  env: Record<string, string>,
  modules = [] as Parameters<typeof readAllSettings>[1],
): string[] => {
  try {
    readAllSettings(env, modules);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsRefused)) throw error;
    return error.findings.map((finding) => finding.env).sort();
  }
};

const lab = defineModule({
  id: 'lab',
  title: { vi: 'Xét nghiệm', en: 'Laboratory' },
  permissions: {},
  config: {
    port: {
      env: 'LAB_PORT',
      type: z.coerce.number().int(),
      default: '2575',
      about: { vi: 'Cổng.', en: 'Port.' },
    },
    key: {
      env: 'LAB_KEY',
      type: z.string(),
      default: 'change-me',
      about: { vi: 'Khoá.', en: 'Key.' },
      secret: true,
    },
  },
});

const behindProxy = { SEN_TRUSTED_PROXIES: '10.0.0.2' };

describe('settings', () => {
  it('starts on this machine with nothing set, and tells the demo', () => {
    const settings = readAllSettings({}, [lab]);
    expect(settings).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      publicUrl: 'http://localhost:8080',
      demo: true,
      loopback: true,
    });
    expect(settings.modules['lab']).toEqual({ port: 2575, key: 'change-me' });
  });

  it('tells no demo on somebody’s own database unless asked', () => {
    expect(readAllSettings({ SEN_DATABASE_URL: 'postgres://a:b@c/d' }, []).demo).toBe(false);
    expect(readAllSettings({ SEN_DATABASE_URL: 'postgres://a:b@c/d', SEN_DEMO: 'on' }, []).demo).toBe(true);
  });

  it('names every wrong value at once', () => {
    expect(findingsOf({ SEN_PORT: '99999', SEN_LOG: 'loud', LAB_PORT: 'x' }, [lab])).toEqual([
      'LAB_PORT',
      'SEN_LOG',
      'SEN_PORT',
    ]);
  });

  it('never repeats a secret in its sentence', () => {
    expect(() => readAllSettings({ SEN_DATABASE_URL: 'mysql://root:s3cret@x/y' }, [])).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('s3cret') as string }) as Error,
    );
  });

  it('does not let other machines in without an https address', () => {
    const env = {
      SEN_HOST: '0.0.0.0',
      SEN_DEMO: 'off',
      SEN_MASTER_KEY: 'file:/run/secrets/sen',
      ...behindProxy,
    };
    expect(findingsOf(env)).toEqual(['SEN_PUBLIC_URL']);
    expect(findingsOf({ ...env, SEN_PUBLIC_URL: 'http://sen.vn' })).toEqual(['SEN_PUBLIC_URL']);
    expect(findingsOf({ ...env, SEN_PUBLIC_URL: 'https://sen.vn' })).toEqual([]);
  });

  it('keeps the master key beside the data only on this machine, or where somebody wrote so', () => {
    const env = { SEN_HOST: '10.0.0.5', SEN_PUBLIC_URL: 'https://sen.vn', SEN_DEMO: 'off', ...behindProxy };
    expect(findingsOf({})).toEqual([]);
    expect(findingsOf(env)).toEqual(['SEN_MASTER_KEY']);
    expect(findingsOf({ ...env, SEN_MASTER_KEY: 'beside' })).toEqual([]);
    expect(findingsOf({ ...env, SEN_MASTER_KEY: 'my secret words' })).toEqual(['SEN_MASTER_KEY']);
  });

  it('does not let other machines in with demo accounts or default secrets', () => {
    const env = {
      SEN_HOST: '10.0.0.5',
      SEN_PUBLIC_URL: 'https://sen.vn',
      SEN_DEMO: 'on',
      SEN_MASTER_KEY: 'beside',
      ...behindProxy,
    };
    expect(findingsOf(env, [lab])).toEqual(['LAB_KEY', 'SEN_DEMO']);
    expect(findingsOf({ ...env, SEN_DEMO: 'off', LAB_KEY: 'kO9-own-and-long-enough' }, [lab])).toEqual([]);
  });

  it('says in Vietnamese and English how to mend it', () => {
    try {
      readAllSettings({ SEN_HOST: '0.0.0.0' }, []);
      expect.unreachable();
    } catch (error) {
      for (const { text } of (error as SettingsRefused).findings) {
        expect(text.vi).toMatch(/Hãy/);
        expect(text.en).toMatch(/Set/);
      }
    }
  });

  it('does not let other machines in over a line that is not encrypted', () => {
    const env = {
      SEN_HOST: '10.0.0.5',
      SEN_PUBLIC_URL: 'https://sen.vn',
      SEN_DEMO: 'off',
      SEN_MASTER_KEY: 'beside',
    };
    expect(findingsOf(env)).toEqual(['SEN_TLS_CERT']);
    expect(findingsOf({ ...env, ...behindProxy })).toEqual([]);
    const own = { SEN_TLS_CERT: '/etc/sen/cert.pem', SEN_TLS_KEY: '/etc/sen/key.pem' };
    expect(findingsOf({ ...env, ...own })).toEqual([]);
    expect(findingsOf({ SEN_TLS_CERT: '/etc/sen/cert.pem' })).toEqual(['SEN_TLS_KEY']);
    expect(findingsOf({ ...own, SEN_PUBLIC_URL: 'http://localhost:8080' })).toEqual(['SEN_PUBLIC_URL']);
    expect(findingsOf({ SEN_REDIRECT_PORT: '8081' })).toEqual(['SEN_REDIRECT_PORT']);
    expect(readAllSettings(own, []).publicUrl).toBe('https://localhost:8080');
  });

  it('takes proxies as addresses and ranges, and nothing else', () => {
    expect(
      readAllSettings({ SEN_TRUSTED_PROXIES: '10.0.0.2, 10.1.0.0/16,fd00::/8' }, []).trustedProxies,
    ).toEqual(['10.0.0.2', '10.1.0.0/16', 'fd00::/8']);
    for (const wrong of ['proxy.example', '10.0.0.2;10.0.0.3', '10.0.0.0/99', '*'])
      expect(findingsOf({ SEN_TRUSTED_PROXIES: wrong })).toEqual(['SEN_TRUSTED_PROXIES']);
  });

  it('refuses limits that make no sense', () => {
    expect(findingsOf({ SEN_RATES: 'search=1', SEN_CLIENT_RATES: 'x' })).toEqual([
      'SEN_CLIENT_RATES',
      'SEN_RATES',
    ]);
    expect(readAllSettings({ SEN_RATES: 'search:person=7' }, []).rates.search.person).toBe(7);
  });
});

describe('secrets', () => {
  const outside = {
    SEN_HOST: '10.0.0.5',
    SEN_PUBLIC_URL: 'https://sen.vn',
    SEN_DEMO: 'off',
    SEN_MASTER_KEY: 'beside',
    ...behindProxy,
  };
  const folder = mkdtempSync(join(tmpdir(), 'sen-secrets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const put = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };

  it('may each stand in a file, the line end behind it is not part of it', () => {
    const env = {
      SEN_METRICS_TOKEN_FILE: put('token', 'a-token-from-a-file\n'),
      SEN_DATABASE_URL_FILE: put('url', 'postgres://sen:pw-of-the-file@db/sen'),
      LAB_KEY_FILE: put('lab', 'the-lab-key'),
    };
    const settings = readAllSettings(env, [lab]);
    expect(settings.metricsToken).toBe('a-token-from-a-file');
    expect(settings.databaseUrl).toBe('postgres://sen:pw-of-the-file@db/sen');
    expect(settings.modules['lab']).toMatchObject({ key: 'the-lab-key' });
  });

  it('are refused where they stand twice, or in a file that is empty, gone or far too large', () => {
    const token = put('twice', 'a-token-from-a-file');
    expect(findingsOf({ SEN_METRICS_TOKEN_FILE: token, SEN_METRICS_TOKEN: 'other' })).toEqual([
      'SEN_METRICS_TOKEN_FILE',
    ]);
    for (const path of [put('empty', '\n'), join(folder, 'gone'), folder, put('large', 'x'.repeat(70_000))])
      expect(findingsOf({ SEN_METRICS_TOKEN_FILE: path })).toEqual(['SEN_METRICS_TOKEN_FILE']);
  });

  it('are read from files only where they are secrets: a port is none', () => {
    expect(readAllSettings({ SEN_PORT_FILE: put('port', '9999') }, []).port).toBe(8080);
  });

  it.each([
    ['SEN_METRICS_TOKEN', 'short'],
    ['SEN_METRICS_TOKEN', 'aaaaaaaaaaaaaaaaaaaaaaaa'],
    ['SEN_METRICS_TOKEN', 'changeme'],
    ['SEN_DATABASE_URL', 'postgres://sen:sen@db/sen'],
    ['SEN_DATABASE_URL', 'postgres://sen:postgres@db/sen'],
    ['SEN_DATABASE_URL', 'postgres://quantri:QuanTri@db/sen'],
    ['SEN_SMTP_URL', 'smtps://sen:12345678@mail:465'],
    ['LAB_KEY', 'own'],
  ])('that are easily guessed keep other machines out: %s=%s', (name, value) => {
    const env = { ...outside, LAB_KEY: 'kO9-own-and-long-enough', [name]: value };
    expect(findingsOf(env, [lab])).toEqual([name]);
    expect(findingsOf({ [name]: value }, [lab])).toEqual([]);
  });

  it.each([
    ['SEN_METRICS_TOKEN', 'Yk3vQ0p1sW9-tR7bN5xZ'],
    ['SEN_DATABASE_URL', 'postgres://sen:dW8x-kQz1-mm@db/sen'],
    ['SEN_DATABASE_URL', 'postgres://sen@db/sen?host=/run/postgresql'],
  ])('that are long and random are fine: %s', (name, value) =>
    expect(findingsOf({ ...outside, [name]: value })).toEqual([]),
  );
});
