import type { Immunization, Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { defineRoute, type StreamRoute } from '#platform/module/define-module.ts';
import { cardIssuer, makeVaccinationCard } from '../api.ts';
import { signCard, toDigits, type CardPayload } from '../domain/health-card.ts';
import { bundleOf, readBundle } from '../domain/vaccination-card.ts';
import { issuerKey, publicKeys } from '../issuer-keys.ts';
import { ownId } from './own-links.ts';

/**
 * Longest card, in letters of its JWS: two digits each and the prefix fill a QR code of version 30 (137 dots across), which a screen of 390
 * points still shows. Codes in several parts are given up by the standard.
 */
const longestCard = 860;
/** Newer shots than these are looked at; more never fit. */
const mostShots = 30;
const types = ['https://smarthealth.cards#health-card', 'https://smarthealth.cards#immunization'];

export const makeVaccinationCardRoute = defineRoute({
  ...makeVaccinationCard,
  allow: 'sharing.own',
  handle: async (ctx) => {
    const patientId = ownId(ctx);
    const patient = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Patient;
    const { shots, older } = await newestShots(ctx, patientId);
    if (shots.length === 0) return { shots: [], leftOut: 0 };
    const { jws, taken } = await cardThatFits(ctx, patient, shots);
    const bundle = bundleOf(patient, taken);
    return {
      card: { jws, digits: toDigits(jws) },
      shots: [...readBundle(bundle).shots],
      leftOut: shots.length - taken.length + older,
    };
  },
});

interface Found {
  readonly shots: readonly Immunization[];
  /** How many more there are that are not looked at. */
  readonly older: number;
}

async function newestShots(ctx: Context, patientId: string): Promise<Found> {
  const query = new URLSearchParams({
    patient: patientId,
    status: 'completed',
    _sort: '-date',
    _count: String(mostShots),
    _total: 'accurate',
  });
  const { matches, total = matches.length } = await ctx.record.search('Immunization', query.toString());
  const shots = matches
    .map(({ text }) => JSON.parse(text) as Immunization)
    .filter(({ occurrenceDateTime }) => occurrenceDateTime !== undefined);
  return { shots, older: Math.max(0, total - matches.length) };
}

/** The newest shots of which one code can be made; one at least. */
async function cardThatFits(
  ctx: Context,
  patient: Patient,
  shots: readonly Immunization[],
): Promise<{ readonly jws: string; readonly taken: readonly Immunization[] }> {
  const { kid, key } = await issuerKey(ctx);
  for (let count = shots.length; ; count -= 1) {
    const taken = shots.slice(0, count);
    const payload: CardPayload = {
      iss: ctx.publicUrl,
      nbf: Math.floor(ctx.now().getTime() / 1000),
      vc: {
        type: types,
        credentialSubject: { fhirVersion: '4.0.1', fhirBundle: bundleOf(patient, taken) },
      },
    };
    const jws = await signCard(payload, kid, key);
    if (jws.length <= longestCard || count === 1) return { jws, taken };
  }
}

/** For our own page: whose name stands on our cards, and the keys that check them. */
export const cardIssuerRoute = defineRoute({
  ...cardIssuer,
  allow: 'public',
  handle: async (ctx) => ({
    issuer: ctx.publicUrl,
    keys: (await publicKeys(ctx)).map((key) => ({ ...key })),
  }),
});

/**
 * The keys where readers of cards look for them: under the address that stands on each card.
 * @source SMART Health Cards and Links IG 1.0.0, "Determining keys associated with an issuer"
 */
export const issuerKeysStream: StreamRoute = {
  method: 'GET',
  path: '/.well-known/jwks.json',
  allow: 'public',
  accepts: [],
  summary: {
    vi: 'Khóa công khai để kiểm tra thẻ tiêm chủng',
    en: 'Public keys that check vaccination cards',
  },
  handle: async (ctx) => ({
    status: 200,
    headers: {
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=3600',
    },
    body: JSON.stringify({ keys: await publicKeys(ctx) }),
  }),
};
