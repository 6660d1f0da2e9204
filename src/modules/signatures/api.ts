import * as z from 'zod/mini';
import { endpoint, serviceToken } from '#kernel/contract.ts';

const id = z.string().check(z.regex(/^[A-Za-z0-9\-.]{1,64}$/));
const type = z.string().check(z.regex(/^[A-Z][A-Za-z]{2,40}$/));
const name = z.object({ type, id });

const certificate = z.object({
  serial: z.string(),
  name: z.string(),
  licence: z.string(),
  facility: z.string(),
  keeper: z.enum(['software', 'token', 'remote', 'device']),
  from: z.string(),
  to: z.string(),
  state: z.enum(['good', 'expired', 'revoked', 'not-yet-valid']),
  revokedAt: z.optional(z.string()),
  reason: z.optional(z.string()),
});
export type CertificateLine = z.infer<typeof certificate>;

/** The caller's own certificates at the facility she works at now. */
export const readMine = endpoint({
  method: 'GET',
  path: '/api/signatures/mine',
  input: z.object({}),
  output: z.object({ certificates: z.array(certificate) }),
});

const line = z.object({ type: z.string(), title: z.string(), detail: z.optional(z.string()) });
const waitingItem = z.object({
  type: z.string(),
  id: z.string(),
  patientId: z.optional(z.string()),
  patient: z.string(),
  at: z.optional(z.string()),
  lines: z.array(line),
});
export type WaitingItem = z.infer<typeof waitingItem>;

/** What waits for the caller's signature, newest first of each kind. */
export const listWaiting = endpoint({
  method: 'GET',
  path: '/api/signatures/waiting',
  input: z.object({ cursor: z.optional(z.string().check(z.maxLength(4000))) }),
  output: z.object({ items: z.array(waitingItem), next: z.optional(z.string()) }),
});

/** One confirmation for up to a thousand records; the same place answers with how far it is. */
export const sign = endpoint({
  method: 'POST',
  path: '/api/signatures/orders',
  input: z.object({ records: z.array(name).check(z.minLength(1), z.maxLength(1000)) }),
  output: z.object({ orderId: z.string() }),
});

const orderState = z.object({
  id: z.string(),
  state: z.enum(['waiting', 'signing', 'done', 'refused']),
  total: z.number(),
  signed: z.number(),
  refused: z.number(),
  confirmedAt: z.string(),
  finishedAt: z.optional(z.string()),
  faults: z.array(z.object({ code: z.string(), count: z.number() })),
});
export type OrderState = z.infer<typeof orderState>;

export const readOrder = endpoint({
  method: 'GET',
  path: '/api/signatures/orders/:orderId',
  input: z.object({ orderId: z.uuid() }),
  output: orderState,
});

/** A new record takes the place of a signed one, with a reason. */
export const supersede = endpoint({
  method: 'POST',
  path: '/api/signatures/supersede',
  input: z.object({
    old: name,
    by: name,
    reason: z.string().check(z.trim(), z.minLength(3), z.maxLength(500)),
  }),
  output: z.object({ provenanceId: z.string() }),
});

const verdict = z.object({
  form: z.enum(['fhir', 'pdf', 'xml']),
  result: z.enum(['valid', 'broken', 'unproven']),
  faults: z.array(z.string()),
  signer: z.object({
    name: z.string(),
    licence: z.string(),
    facility: z.string(),
    practitioner: z.optional(z.string()),
  }),
  claimedAt: z.optional(z.string()),
  provenAt: z.optional(z.string()),
  certificate: z.object({
    serial: z.string(),
    issuer: z.string(),
    from: z.optional(z.string()),
    to: z.optional(z.string()),
    then: z.enum(['good', 'revoked', 'expired', 'not-yet-valid', 'unknown']),
    /** What the authority says of it today. */
    now: z.enum(['good', 'revoked', 'expired', 'unknown']),
    isTrusted: z.boolean(),
  }),
  targets: z.optional(z.array(z.string())),
});
export type VerdictLine = z.infer<typeof verdict>;
export const verification = z.object({
  /** 'none' nothing in it is signed. */
  result: z.enum(['valid', 'broken', 'unproven', 'none']),
  signatures: z.array(verdict),
});
export type Verification = z.infer<typeof verification>;

/** Signatures of one record as the caller may see it, and what took its place. */
export const readSignatures = endpoint({
  method: 'GET',
  path: '/api/signatures/of/:type/:id',
  input: name,
  output: z.extend(verification, {
    superseded: z.optional(z.object({ by: z.string(), reason: z.string() })),
  }),
});

/** A document of Sen by the code that is printed on it. Says who and when, never what is in it. */
export const verifyCode = endpoint({
  method: 'GET',
  path: '/api/signatures/documents/:code',
  input: z.object({ code: z.string().check(z.regex(/^[A-Za-z0-9-]{10,40}$/)) }),
  output: verification,
});

/** A summary of a record as a signed PDF; the answer names the code printed on it. */
export const signSummary = endpoint({
  method: 'POST',
  path: '/api/signatures/summary/:patientId',
  input: z.object({ patientId: id }),
  output: z.object({ code: z.string() }),
});

/** For the administrator. */
export const listCertificates = endpoint({
  method: 'GET',
  path: '/api/signatures/certificates',
  input: z.object({ cursor: z.optional(z.string().check(z.maxLength(200))) }),
  output: z.object({
    hasAuthority: z.boolean(),
    certificates: z.array(certificate),
    next: z.optional(z.string()),
  }),
});

/** Makes the trial authority where there is none, and issues a worker's certificate. */
export const issue = endpoint({
  method: 'POST',
  path: '/api/signatures/certificates',
  input: z.object({
    practitionerId: id,
    facilityId: id,
    keeper: z.optional(z.enum(['software', 'token', 'remote', 'device'])),
    years: z.optional(z.int().check(z.minimum(1), z.maximum(3))),
    /** SubjectPublicKeyInfo in base64, where the key lies elsewhere. */
    publicKey: z.optional(z.string().check(z.maxLength(2000))),
    keyLabel: z.optional(z.string().check(z.maxLength(100))),
    credentialId: z.optional(z.string().check(z.maxLength(100))),
  }),
  output: certificate,
});

export const revoke = endpoint({
  method: 'POST',
  path: '/api/signatures/certificates/:serial/revoke',
  input: z.object({
    serial: z.string().check(z.regex(/^[0-9A-F]{1,40}$/)),
    reason: z.string().check(z.trim(), z.minLength(3), z.maxLength(300)),
  }),
  output: z.object({}),
});

/** Workers and facilities for a new certificate, each by a part of the name. */
export const findWorkers = endpoint({
  method: 'GET',
  path: '/api/signatures/workers',
  input: z.object({
    name: z.string().check(z.minLength(2), z.maxLength(100)),
    facility: z.string().check(z.minLength(2), z.maxLength(100)),
  }),
  output: z.object({
    workers: z.array(z.object({ id: z.string(), name: z.string(), licence: z.optional(z.string()) })),
    facilities: z.array(z.object({ id: z.string(), name: z.string() })),
  }),
});

/** What a station signed while it was away, brought with its records. */
export const deviceSigned = endpoint({
  method: 'POST',
  path: '/api/signatures/device',
  input: z.object({
    targets: z
      .array(z.string().check(z.regex(/^[A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64}\/_history\/\d+$/)))
      .check(z.minLength(1), z.maxLength(100)),
    /** Flattened JWS over the canonical form of these versions. */
    jws: z.string().check(z.maxLength(20_000)),
  }),
  output: z.object({ provenanceId: z.string() }),
});

/** What other modules ask of signatures; acts as the caller. */
export interface Signer {
  /** Takes the caller's confirmation that she signs these records as they are; answers the order's id. Errors as POST /api/signatures/orders. */
  sign(records: readonly { readonly type: string; readonly id: string }[]): Promise<string>;
  /** Signs an XML claim file (XAdES, enveloped) in the caller's name. Errors: access.step-up-required, signature.*. */
  signXml(xml: string): Promise<string>;
  /** Signs a PDF (PAdES B-LT) in the caller's name. */
  signPdf(pdf: Uint8Array): Promise<Uint8Array>;
  /** Judges a document: PDF, XML or FHIR JSON. */
  verify(document: Uint8Array): Promise<Verification>;
  /** Which of these are signed. */
  signedAmong(
    records: readonly { readonly type: string; readonly id: string }[],
  ): Promise<ReadonlySet<string>>;
}
export const signer = serviceToken<Signer>('signatures.signer');
