import { createHash, verify } from 'node:crypto';
import * as z from 'zod/mini';
import { readCertificate, type Certificate } from '../authority/certificate.ts';
import { parseStrict } from '../domain/strict-json.ts';
import type { Fault, FoundSignature } from '../verify/verdict.ts';
import { signingInput } from './sign-jws.ts';

const value = z.object({ val: z.string() });
const flattened = z.strictObject({
  protected: z.string(),
  signature: z.string(),
  header: z.optional(
    z.object({
      etsiU: z.optional(
        z.array(
          z.object({
            sigTst: z.optional(z.object({ tstTokens: z.array(value) })),
            xVals: z.optional(z.array(z.object({ x509Cert: value }))),
            rVals: z.optional(
              z.object({ ocspVals: z.optional(z.array(value)), crlVals: z.optional(z.array(value)) }),
            ),
          }),
        ),
      ),
    }),
  ),
});

/** Everything a protected header may hold; a member that is not known here could change what is meant. */
const protectedHeader = z.strictObject({
  alg: z.enum(['ES256', 'RS256']),
  kid: z.string(),
  x5c: z.array(z.string()).check(z.minLength(1), z.maxLength(5)),
  'x5t#S256': z.string(),
  sigT: z.string(),
  b64: z.literal(false),
  crit: z.tuple([z.literal('b64'), z.literal('sigT')]),
});

/** Reads a signature that `signJws` or another software of the same form made, over `payload`. Never throws: what is wrong is a fault. */
export function readJws(jws: string, payload: string, targets?: readonly string[]): FoundSignature {
  try {
    // Refuses members named twice in both layers before anybody else reads them.
    parseStrict(jws);
    const { protected: header, signature, header: loose } = flattened.parse(JSON.parse(jws));
    const text = Buffer.from(header, 'base64url').toString();
    parseStrict(text);
    const said = protectedHeader.parse(JSON.parse(text));
    const chain = said.x5c.map((one) => readCertificate(Buffer.from(one, 'base64')));
    const unsigned = loose?.etsiU ?? [];
    const token = unsigned.flatMap(({ sigTst }) => sigTst?.tstTokens ?? [])[0]?.val;
    const carried = unsigned.flatMap(({ xVals }) => xVals ?? []).slice(0, 20);
    return {
      form: 'fhir',
      certificate: chain[0],
      faults: faultsOf(said, chain[0]!, signature, signingInput(header, payload)),
      claimedAt: dateOf(said.sigT),
      stamp:
        token === undefined ? undefined : { token: Buffer.from(token, 'base64'), of: Buffer.from(signature) },
      certificates: [
        ...chain,
        ...carried.map(({ x509Cert }) => readCertificate(Buffer.from(x509Cert.val, 'base64'))),
      ],
      ocsp: bytesOf(unsigned.flatMap(({ rVals }) => rVals?.ocspVals ?? [])),
      crls: bytesOf(unsigned.flatMap(({ rVals }) => rVals?.crlVals ?? [])),
      ...(targets !== undefined && { targets }),
    };
  } catch {
    return unreadable('fhir');
  }
}

/** A signature that cannot even be read. */
export function unreadable(form: FoundSignature['form'], fault: Fault = 'unreadable'): FoundSignature {
  return {
    form,
    certificate: undefined,
    faults: [fault],
    claimedAt: undefined,
    stamp: undefined,
    certificates: [],
    ocsp: [],
    crls: [],
  };
}

function faultsOf(
  said: z.infer<typeof protectedHeader>,
  leaf: Certificate,
  signature: string,
  input: Uint8Array,
): Fault[] {
  const found: Fault[] = [];
  const thumb = createHash('sha256').update(leaf.der).digest('base64url');
  if (said['x5t#S256'] !== thumb || said.kid !== leaf.thumbprint) found.push('certificate-swapped');
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey;
  const fits =
    said.alg === 'ES256'
      ? asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
      : asymmetricKeyType === 'rsa' && (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
  if (!fits) return [...found, 'algorithm'];
  const bytes = Buffer.from(signature, 'base64url');
  // One signature, one spelling: base64url that decodes to the same bytes would be another text under the stamp.
  const isWhole =
    bytes.toString('base64url') === signature &&
    verify('sha256', input, { key: leaf.publicKey, dsaEncoding: 'ieee-p1363' }, bytes);
  return isWhole ? found : [...found, 'changed'];
}

function dateOf(text: string): Date | undefined {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? undefined : at;
}

const bytesOf = (values: readonly { readonly val: string }[]): Uint8Array[] =>
  values.slice(0, 20).map(({ val }) => Buffer.from(val, 'base64'));
