import { describe, expect, it } from 'vitest';
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
    expect(findingsOf({ SEN_HOST: '0.0.0.0', SEN_DEMO: 'off' })).toEqual(['SEN_PUBLIC_URL']);
    expect(findingsOf({ SEN_HOST: '0.0.0.0', SEN_DEMO: 'off', SEN_PUBLIC_URL: 'http://sen.vn' })).toEqual([
      'SEN_PUBLIC_URL',
    ]);
    expect(findingsOf({ SEN_HOST: '0.0.0.0', SEN_DEMO: 'off', SEN_PUBLIC_URL: 'https://sen.vn' })).toEqual(
      [],
    );
  });

  it('does not let other machines in with demo accounts or default secrets', () => {
    const env = { SEN_HOST: '10.0.0.5', SEN_PUBLIC_URL: 'https://sen.vn', SEN_DEMO: 'on' };
    expect(findingsOf(env, [lab])).toEqual(['LAB_KEY', 'SEN_DEMO']);
    expect(findingsOf({ ...env, SEN_DEMO: 'off', LAB_KEY: 'own' }, [lab])).toEqual([]);
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
});
