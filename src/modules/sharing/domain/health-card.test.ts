import fc from 'fast-check';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkCard, jwsIn, signCard, toDigits, type CardPayload } from './health-card.ts';
import { bundleOf, readBundle } from './vaccination-card.ts';

const issuer = 'https://sen.example';
const patient = {
  resourceType: 'Patient' as const,
  name: [{ text: 'Nguyễn Thị Hoa' }],
  birthDate: '1988-03-12',
};
const shot = (day: string) => ({
  resourceType: 'Immunization' as const,
  status: 'completed' as const,
  vaccineCode: { coding: [{ system: 'http://hl7.org/fhir/sid/cvx', code: '08' }], text: 'Viêm gan B' },
  patient: { reference: 'Patient/1' },
  occurrenceDateTime: `${day}T08:00:00+07:00`,
  lotNumber: 'LOT-1',
});
const payload: CardPayload = {
  iss: issuer,
  nbf: 1_795_420_800,
  vc: {
    type: ['https://smarthealth.cards#health-card'],
    credentialSubject: { fhirVersion: '4.0.1', fhirBundle: bundleOf(patient, [shot('2026-11-20')]) },
  },
};

let keys: JWK[] = [];
let jws = '';
let digits = '';
beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'k1' }];
  jws = await signCard(payload, 'k1', pair.privateKey);
  digits = toDigits(jws);
});

describe('a card', () => {
  it('is checked as code, as file and as it is, and says what was signed', async () => {
    for (const words of [digits, jws, ` ${digits}\n`, JSON.stringify({ verifiableCredential: [jws] })])
      expect(await checkCard(words, issuer, keys)).toEqual({ state: 'signed', payload });
    expect(readBundle(payload.vc.credentialSubject.fhirBundle)).toEqual({
      name: 'Nguyễn Thị Hoa',
      birthDate: '1988-03-12',
      shots: [{ name: 'Viêm gan B', day: '2026-11-20', lot: 'LOT-1' }],
    });
  });

  it('never counts as signed where one bit of it was changed, in its code or in its words', async () => {
    for (const words of [digits, jws])
      await fc.assert(
        fc.asyncProperty(fc.nat(words.length - 1), fc.integer({ min: 0, max: 6 }), async (at, bit) => {
          const sign = String.fromCharCode(words.charCodeAt(at) ^ (1 << bit));
          const changed = words.slice(0, at) + sign + words.slice(at + 1);
          // A blank before and after the words is no part of them.
          fc.pre(changed.trim() !== words);
          expect((await checkCard(changed, issuer, keys)).state).not.toBe('signed');
        }),
        { numRuns: 600 },
      );
  });

  it('of another signer is read and not checked; with our name and a strange key it is forged', async () => {
    const strange = await generateKeyPair('ES256');
    const other = { ...payload, iss: 'https://another.example' };
    expect(await checkCard(await signCard(other, 'k1', strange.privateKey), issuer, keys)).toEqual({
      state: 'of-another',
      payload: other,
    });
    for (const kid of ['k1', 'k2'])
      expect(await checkCard(await signCard(payload, kid, strange.privateKey), issuer, keys)).toEqual({
        state: 'forged',
      });
  });

  it.each([
    '',
    'shc:/',
    'shc:/1',
    'shc:/999999',
    'SEN1.1.abc',
    '{"verifiableCredential":["{"]}',
    '{}',
    'a.b.c',
  ])('%j is no card', async (words) =>
    expect(await checkCard(words, issuer, keys)).toEqual({ state: 'no-card' }),
  );

  it('that unpacks without end is given up', async () => {
    const pair = await generateKeyPair('ES256');
    const bomb = { ...payload, vc: { ...payload.vc, type: ['a'.repeat(300_000)] } };
    expect(await checkCard(await signCard(bomb, 'k1', pair.privateKey), issuer, keys)).toEqual({
      state: 'no-card',
    });
  });

  it('comes out of its digits as it went in', () => {
    const words = fc.stringMatching(/^[\w-]{1,30}\.[\w-]{1,30}\.[\w-]{1,30}$/u);
    fc.assert(
      fc.property(words, (one) => {
        expect(jwsIn(toDigits(one))).toBe(one);
      }),
    );
  });
});
