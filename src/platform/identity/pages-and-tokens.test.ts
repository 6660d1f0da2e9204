import { describe, expect, it } from 'vitest';
import { readCookie, withoutPlain, writeCookie } from './cookies.ts';
import { createFormGuard, formCookie } from './form-token.ts';
import { knownBrowser, makeKnownBrowser } from './known-browser.ts';
import { languageOf } from '../http/language.ts';
import { pageLanguage } from './language.ts';
import { consentItems, consentTextVersion } from './pages/consent-texts.ts';
import { html } from './pages/html.ts';
import en from './pages/pages.en.json' with { type: 'json' };
import vi from './pages/pages.vi.json' with { type: 'json' };
import recordEn from './pages/record-words.en.json' with { type: 'json' };
import recordVi from './pages/record-words.vi.json' with { type: 'json' };
import { findPasswordFault } from './passwords.ts';
import { createTokenCache } from './token-cache.ts';

describe('language', () => {
  it.each([
    [undefined, 'vi'],
    ['', 'vi'],
    ['en', 'en'],
    ['en-US,en;q=0.9,vi;q=0.8', 'en'],
    ['vi-VN,vi;q=0.9,en;q=0.8', 'vi'],
    ['fr-FR,fr;q=0.9,en;q=0.5', 'en'],
    ['fr', 'vi'],
    ['en;q=0, *', 'vi'],
    ['en;q=0.2, vi;q=0.7', 'vi'],
  ] as const)('Accept-Language %s reads %s', (header, language) => {
    expect(languageOf(header)).toBe(language);
  });

  it('what the reader chose on the page comes before what app and browser ask', () => {
    expect(pageLanguage({ cookie: 'a=b; sen-language=en', 'accept-language': 'vi' }, 'vi')).toBe('en');
    expect(pageLanguage({ 'accept-language': 'vi' }, 'fr en')).toBe('en');
    expect(pageLanguage({ cookie: 'sen-language=fr', 'accept-language': 'en' })).toBe('en');
  });

  it('both languages have the same sentences, with the same places to fill', () => {
    expect(Object.keys(en)).toEqual(Object.keys(vi));
    expect(Object.keys(recordEn)).toEqual(Object.keys(recordVi));
    const places = (text: string): string[] =>
      [...text.matchAll(/\{\w+\}/gu)].map(([place]) => place).toSorted();
    for (const key of Object.keys(vi) as (keyof typeof vi)[])
      expect([key, places(en[key])]).toEqual([key, places(vi[key])]);
  });
});

describe('forms', () => {
  const guard = createFormGuard(['k2', 'k1']);
  const nonce = guard.nonceOf(undefined);

  it('a token fits the browser and the purpose it was made for, also after the keys were changed', () => {
    const token = guard.tokenFor('login a', nonce);
    expect(guard.isRight('login a', nonce, token)).toBe(true);
    expect(guard.isRight('login b', nonce, token)).toBe(false);
    expect(guard.isRight('login a', guard.nonceOf(undefined), token)).toBe(false);
    expect(guard.isRight('login a', undefined, token)).toBe(false);
    expect(guard.isRight('login a', nonce, undefined)).toBe(false);
    expect(guard.isRight('login a', nonce, createFormGuard(['k1']).tokenFor('login a', nonce))).toBe(true);
    expect(guard.isRight('login a', nonce, createFormGuard(['other']).tokenFor('login a', nonce))).toBe(
      false,
    );
  });

  it('keeps the browser’s own cookie and replaces one that is not ours', () => {
    expect(guard.nonceOf(nonce)).toBe(nonce);
    expect(guard.nonceOf('"><script>')).toMatch(/^[\w-]{43}$/u);
  });

  it('a browser is known for the account that signed in with it, however the name is typed, and for no other', () => {
    const cookie = makeKnownBrowser(['k2'], 'Hoa');
    expect(knownBrowser(['k3', 'k2'], ' hoa ', cookie)).toBeTruthy();
    expect(knownBrowser(['k2'], 'minh', cookie)).toBeUndefined();
    expect(knownBrowser(['k3'], 'hoa', cookie)).toBeUndefined();
    expect(knownBrowser(['k2'], 'hoa', 'x')).toBeUndefined();
    expect(knownBrowser(['k2'], 'hoa', undefined)).toBeUndefined();
    expect(cookie.toLowerCase()).not.toContain('hoa');
  });

  it('cookies are hidden from script, sent to this site only, and secure where the address is', () => {
    expect(writeCookie(formCookie, 'v', { path: '/', maxAgeSeconds: 5, isSecure: true })).toBe(
      '__Host-sen-form=v; Path=/; Max-Age=5; SameSite=Lax; HttpOnly; Secure',
    );
    const narrow = { path: '/oidc/sign-in', maxAgeSeconds: 5, isSecure: true };
    expect(writeCookie('sen-known', 'v', narrow)).toMatch(/^__Secure-sen-known=v; Path=\/oidc\/sign-in;/);
    expect(writeCookie('sen-known', 'v', { ...narrow, isSecure: false })).toMatch(/^sen-known=v;/);
    expect(readCookie('a=1; __Host-sen-form=v', 'sen-form')).toBe('v');
    expect(readCookie('sen-form-x=1; x__Host-sen-form=2', 'sen-form')).toBeUndefined();
    expect(readCookie('a=1; sen-form=v=w ; b=2', 'sen-form')).toBe('v=w');
    expect(readCookie(undefined, 'a')).toBeUndefined();
  });

  it('cookies without a prefix are not looked at where the address is https: a neighbouring host could have set them', () => {
    const header = 'sen-form=planted; other=1; __Host-sen-form=right; sen-session.sig=planted';
    expect(readCookie(withoutPlain(header), 'sen-form')).toBe('right');
    expect(withoutPlain(header)).toBe(' other=1; __Host-sen-form=right');
    expect(withoutPlain('sen-form=planted')).toBe('');
    expect(withoutPlain(undefined)).toBeUndefined();
  });

  it('values become text in HTML', () => {
    const { html: text } = html`<p title="${'"\'<&>'}">${[html`<b>${'<'}</b>`]}${undefined}${false}</p>`;
    expect(text).toBe('<p title="&quot;&#39;&lt;&amp;&gt;"><b>&lt;</b></p>');
  });
});

describe('what a consent page says', () => {
  it('names each thing by itself, and leaves out what means nothing to a person', () => {
    expect(
      consentItems('en', [
        'openid',
        'profile',
        'fhirUser',
        'launch/patient',
        'patient/Observation.rs',
        'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|laboratory',
        'patient/Observation.rs?code=http://loinc.org|4548-4,x&status=final',
        'offline_access',
        'patient/Condition.cruds',
        'user/*.rs',
      ]).map(({ label, isPlain }) => [label, isPlain]),
    ).toEqual([
      ['See your name and role', true],
      ['See: measurements and test results', false],
      ['See: measurements and test results, only of the group laboratory', false],
      [
        'See: measurements and test results, only with the code 4548-4 (http://loinc.org) or x, that are final',
        false,
      ],
      ['See, add or change: diagnoses and illnesses', false],
      ['See: every kind of data', false],
      ['Keep access while you are not using the app', false],
    ]);
  });
});

describe('the words of a consent', () => {
  it('have a name of their own in each language', () => {
    expect(consentTextVersion('vi')).toMatch(/^vi-[0-9a-f]{12}$/u);
    expect(consentTextVersion('en')).not.toBe(consentTextVersion('vi'));
  });
});

describe('passwords', () => {
  it.each([
    ['ngắn quá', 'too-short'],
    ['aaaaaaaaaaaaaaaaaaaa', 'too-plain'],
    ['nguyenthihoa2026', 'same-as-username'],
    ['x'.repeat(300), 'too-long'],
    ['sen nở giữa đầm', undefined],
  ])('%s is judged %s', (password, fault) => {
    expect(findPasswordFault(password, 'nguyenthihoa')).toBe(fault);
  });

  it('letters count once, however their marks are typed', () => {
    expect(findPasswordFault('ộộộộộộộ'.normalize('NFD'), '')).toBe('too-short');
  });
});

describe('the cache of tokens', () => {
  it('believes a token for ten seconds at most, and no longer than the token lives', () => {
    let now = 0;
    const cache = createTokenCache<string>(10, () => now);
    cache.set('long', 'a', 600_000);
    cache.set('short', 'b', 3000);
    now = 2999;
    expect([cache.get('long'), cache.get('short')]).toEqual(['a', 'b']);
    now = 3000;
    expect([cache.get('long'), cache.get('short')]).toEqual(['a', undefined]);
    now = 10_000;
    expect(cache.get('long')).toBeUndefined();
    expect(cache.size).toBe(0);
  });

  it('never grows beyond its limit and keeps what is used', () => {
    const cache = createTokenCache<number>(3, () => 0);
    for (let count = 0; count < 3; count += 1) cache.set(`t${count}`, count, 1000);
    cache.get('t0');
    cache.set('t3', 3, 1000);
    expect(cache.size).toBe(3);
    expect(cache.get('t0')).toBe(0);
    expect(cache.get('t1')).toBeUndefined();
    cache.clear();
    expect(cache.get('t0')).toBeUndefined();
  });
});
