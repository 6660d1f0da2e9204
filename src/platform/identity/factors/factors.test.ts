import fc from 'fast-check';
import { Secret, TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { amrOfMethods, levelOf } from '../sessions/assurance.ts';
import { nextStage } from '../sign-in-flow.ts';
import { demandFresh, secondStepMethods, stepUpMethods } from '../step-up.ts';
import type { HeldFactors } from '../step-up.ts';
import { anActor } from '../../testing/an-actor.ts';
import { isOwnChallenge, makeChallenge } from './challenge.ts';
import { foldRecoveryCode, hashRecoveryCode, makeRecoveryCode } from './recovery-code.ts';
import { relyingPartyOf } from './relying-party.ts';
import { demandsSecondFactor } from './second-factor-policy.ts';
import { makeTotpSecret, stepOfCode, totpAddress } from './totp.ts';

const now = new Date('2026-11-23T02:00:10Z');
const nothing: HeldFactors = { passkeys: 0, totp: false, password: true, recoveryCodes: 0 };

describe('a code of an authenticator', () => {
  const secret = makeTotpSecret();
  const codeAt = (ms: number): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now.getTime() + ms });
  const step = Math.floor(now.getTime() / 30_000);

  it('is the one of RFC 6238 where the secret is the one of RFC 6238', () => {
    const known = Secret.fromLatin1('12345678901234567890').base32;
    expect(stepOfCode(known, '287082', new Date(59_000), 0)).toBe(1);
    expect(stepOfCode(known, '081804', new Date(1_111_111_109_000), 0)).toBe(37_037_036);
  });

  it('is taken one step early and one late, and blanks do not matter', () => {
    expect([-30_000, 0, 30_000].map((ms) => stepOfCode(secret, codeAt(ms), now, 0))).toEqual([
      step - 1,
      step,
      step + 1,
    ]);
    expect(stepOfCode(secret, `${codeAt(0).slice(0, 3)} ${codeAt(0).slice(3)}`, now, 0)).toBe(step);
  });

  it('is not taken two steps off, nor at a step that was taken, nor where it is no code', () => {
    expect(stepOfCode(secret, codeAt(-60_000), now, 0)).toBeUndefined();
    expect(stepOfCode(secret, codeAt(60_000), now, 0)).toBeUndefined();
    expect(stepOfCode(secret, codeAt(0), now, step)).toBeUndefined();
    for (const code of ['', '12345', '1234567', 'abcdef', '１２３４５６'])
      expect(stepOfCode(secret, code, now, 0)).toBeUndefined();
  });

  it('is set up by an address that names Sen and the person', () => {
    const address = new URL(totpAddress(secret, 'bs.lan'));
    expect([
      address.protocol,
      address.searchParams.get('issuer'),
      address.searchParams.get('secret'),
    ]).toEqual(['otpauth:', 'Sen', secret]);
  });
});

describe('a recovery code', () => {
  it('is read however it is typed, and looks different for each account', () => {
    const code = makeRecoveryCode();
    expect(code).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}$/u);
    const folded = foldRecoveryCode(code) ?? '';
    expect(foldRecoveryCode(` ${code.toUpperCase().replaceAll('-', ' – ')} `)).toBe(folded);
    expect(hashRecoveryCode('a', folded)).not.toBe(hashRecoveryCode('b', folded));
    expect(foldRecoveryCode('123456')).toBeUndefined();
  });
});

describe('a challenge', () => {
  const keys = ['new', 'old'];
  const use = { purpose: 'sign-in', bound: 'i1' } as const;

  it('is known here for what and where it was made, until it ends, also after the keys were rotated once', () => {
    const challenge = makeChallenge(keys, use, now);
    const later = (ms: number): Date => new Date(now.getTime() + ms);
    expect(isOwnChallenge(keys, use, challenge, later(299_000))).toBe(true);
    expect(isOwnChallenge(['newer', 'new'], use, challenge, now)).toBe(true);
    expect(isOwnChallenge(['newest', 'newer'], use, challenge, now)).toBe(false);
    expect(isOwnChallenge(keys, use, challenge, later(300_001))).toBe(false);
    expect(isOwnChallenge(keys, { ...use, bound: 'i2' }, challenge, now)).toBe(false);
    expect(isOwnChallenge(keys, { ...use, purpose: 'step-up' }, challenge, now)).toBe(false);
  });

  it('cannot be made up or lengthened', () => {
    const challenge = makeChallenge(keys, use, now);
    const longer = `${challenge.slice(0, 24)}${'f'.repeat(12)}${challenge.slice(36)}`;
    expect(isOwnChallenge(keys, use, longer, now)).toBe(false);
    fc.assert(fc.property(fc.string(), (text) => !isOwnChallenge(keys, use, text, now)));
  });
});

describe('the host that passkeys belong to', () => {
  it.each([
    ['https://sen.example.vn', 'sen.example.vn', ['https://sen.example.vn']],
    ['http://localhost:8080', 'localhost', ['http://localhost:8080']],
    ['http://127.0.0.1:8080', 'localhost', ['http://localhost:8080']],
  ])('%s is %s', (url, id, origins) => {
    expect(relyingPartyOf(url)).toEqual({ id, origins });
  });
});

describe('who is asked for a second step', () => {
  it('is whoever sees other people’s records or administers, and a citizen who turned it on', () => {
    expect(demandsSecondFactor(['citizen'], 'staff')).toBe(false);
    for (const role of ['administrator', 'station-doctor', 'hospital-doctor', 'a role of tomorrow'])
      expect(demandsSecondFactor(['citizen', role], 'staff')).toBe(true);
    expect(demandsSecondFactor(['administrator'], 'optional')).toBe(false);
    expect(demandsSecondFactor(['citizen'], 'everyone')).toBe(true);
    const plain = { mayOffer: false, madeFactor: false };
    expect(nextStage(['password'], nothing, plain, false)).toBe('done');
    expect(nextStage(['password'], { ...nothing, totp: true }, plain, false)).toBe('second');
    expect(nextStage(['password'], nothing, plain, true)).toBe('setup');
    expect(nextStage(['password'], { ...nothing, passkeys: 1 }, plain, true)).toBe('second');
    expect(nextStage(['passkey'], { ...nothing, passkeys: 1, totp: true }, plain, true)).toBe('done');
  });

  it('whatever she has, nobody whose second step is demanded gets in with one factor', () => {
    const held = fc.record({
      passkeys: fc.nat(3),
      totp: fc.boolean(),
      password: fc.boolean(),
      recoveryCodes: fc.nat(10),
    });
    const details = fc.record({ mayOffer: fc.boolean(), madeFactor: fc.boolean() });
    fc.assert(
      fc.property(held, details, fc.constantFrom('password', 'vneid', 'pin'), (has, carries, method) =>
        ['second', 'setup'].includes(nextStage([method], has, carries, true)),
      ),
    );
  });

  it('codes for the day of loss are shown once a factor was made, and a passkey is offered to who has none', () => {
    const made = { mayOffer: false, madeFactor: true };
    expect(nextStage(['password', 'totp'], { ...nothing, totp: true }, made, true)).toBe('codes');
    const offered = { mayOffer: true, madeFactor: false };
    expect(nextStage(['password'], nothing, offered, false)).toBe('offer');
    expect(nextStage(['passkey'], { ...nothing, passkeys: 1 }, offered, false)).toBe('done');
  });
});

describe('how sure Sen is', () => {
  it('two kinds of proof are two factors, two of one kind are not, a passkey is two by itself', () => {
    expect(levelOf(['password'])).toBe(1);
    expect(levelOf(['password', 'pin'])).toBe(1);
    expect(levelOf(['password', 'totp'])).toBe(2);
    expect(levelOf(['password', 'recovery'])).toBe(2);
    expect(levelOf(['passkey'])).toBe(2);
    expect(levelOf(['vneid', 'totp'])).toBe(2);
    expect(amrOfMethods(['password', 'totp'])).toEqual(['pwd', 'otp', 'mfa']);
  });

  it('a confirmation takes the strongest that is there', () => {
    expect(stepUpMethods(nothing)).toEqual(['password']);
    expect(stepUpMethods({ ...nothing, totp: true, recoveryCodes: 9 })).toEqual(['totp']);
    expect(stepUpMethods({ ...nothing, passkeys: 1, totp: true })).toEqual(['passkey', 'totp']);
    expect(secondStepMethods({ ...nothing, totp: true, recoveryCodes: 1 })).toEqual(['totp', 'recovery']);
    expect(secondStepMethods({ ...nothing, recoveryCodes: 1 })).toEqual([]);
  });

  it('and whoever showed it too long ago, or never, must show it again; systems have nobody to ask', () => {
    const shown = (seconds: number) =>
      anActor({
        kind: 'person',
        assurance: { level: 1, at: new Date(now.getTime() - seconds * 1000), methods: ['password'] },
      });
    expect(() => demandFresh(shown(299), 300, now)).not.toThrow();
    expect(() => demandFresh(shown(301), 300, now)).toThrow('access.step-up-required');
    expect(() => demandFresh(anActor({ kind: 'person' }), 300, now)).toThrow('access.step-up-required');
    expect(() => demandFresh(anActor({ kind: 'anonymous' }), 300, now)).toThrow('access.login-required');
    expect(() => demandFresh(anActor({ kind: 'system' }), 300, now)).not.toThrow();
  });
});
