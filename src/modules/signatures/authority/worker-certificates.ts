import type { Organization, Practitioner } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { openAuthority } from './authority-store.ts';
import { readCertificate } from './certificate.ts';
import type { State } from './ocsp.ts';

/** Where the private key of a certificate lies. */
export type Keeper = 'software' | 'token' | 'remote' | 'device';

/** A worker's certificate as it is kept. */
export interface KeptCertificate {
  readonly serial: string;
  readonly practitionerId: string;
  readonly facilityId: string;
  readonly name: string;
  readonly licence: string;
  readonly facilityName: string;
  readonly keeper: Keeper;
  readonly der: Uint8Array;
  readonly sealedKey: string | undefined;
  /** Where the key is reached: the token's label, the provider's credential. */
  readonly place: Readonly<Record<string, string>>;
  readonly from: Date;
  readonly to: Date;
  readonly issuedAt: Date;
  readonly revokedAt: Date | undefined;
  readonly revokeReason: string | undefined;
}

/** What is issued, and for whom. */
export interface CertificateWish {
  readonly practitionerId: string;
  readonly facilityId: string;
  readonly keeper: Keeper;
  /** Years, two unless told. */
  readonly years?: number | undefined;
  /** SubjectPublicKeyInfo where the key lies elsewhere. */
  readonly publicKey?: Uint8Array | undefined;
  readonly place?: Readonly<Record<string, string>> | undefined;
  readonly alg?: 'ES256' | 'RS256' | undefined;
}

export const keyPurpose = (serial: string): string => `signatures certificate:${serial}`;

/**
 * Issues a certificate that names the practitioner, her licence and her facility as they stand in the directory.
 * Errors: signature.no-licence, signature.no-authority, record.not-found.
 */
export async function issueCertificate(ctx: Context, wish: CertificateWish): Promise<KeptCertificate> {
  const authority = await openAuthority(ctx);
  const practitioner = await readAs<Practitioner>(ctx, 'Practitioner', wish.practitionerId);
  const facility = await readAs<Organization>(ctx, 'Organization', wish.facilityId);
  const licence = licenceOf(practitioner);
  const [named] = practitioner.name ?? [];
  const name = named?.text ?? [named?.family, ...(named?.given ?? [])].filter(Boolean).join(' ');
  if (licence === undefined || name === '') throw new AppError('signature.no-licence');
  const { issueWorker } = await import('./issue.ts');
  const now = ctx.now();
  const to = new Date(now);
  to.setUTCFullYear(to.getUTCFullYear() + (wish.years ?? 2));
  const facilityName = facility.name ?? '';
  const issued = await issueWorker({
    worker: { name, licence, facilityName, practitionerId: wish.practitionerId },
    now,
    to,
    issuer: authority.issuing,
    baseUrl: authority.baseUrl,
    alg: wish.alg,
    publicKey: wish.publicKey,
  });
  const { serial, from, to: until } = readCertificate(issued.certificate);
  const sealed = issued.privateKey === '' ? null : ctx.seal.seal(issued.privateKey, keyPurpose(serial));
  const [row] = await ctx.sql.query<Row>(
    `insert into signatures.certificate (serial, practitioner_id, facility_id, name, licence, facility_name, keeper, der, sealed_key,
       place, valid_from, valid_to, issued_by, issued_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning *`,
    [
      serial,
      wish.practitionerId,
      wish.facilityId,
      name,
      licence,
      facilityName,
      wish.keeper,
      Buffer.from(issued.certificate),
      sealed,
      JSON.stringify(wish.place ?? {}),
      from,
      until,
      ctx.actor.accountId,
      now,
    ],
  );
  return kept(row!);
}

/** The number of the practising licence: an identifier of the worker, or of one of her qualifications. */
export function licenceOf({ identifier = [], qualification = [] }: Practitioner): string | undefined {
  const all = [...identifier, ...qualification.flatMap((one) => one.identifier ?? [])];
  return all.find(({ system }) => system === identifierSystem.practisingLicence)?.value;
}

async function readAs<R>(ctx: Context, type: string, id: string): Promise<R> {
  return JSON.parse((await ctx.record.read(type, id)).text) as R;
}

interface Row {
  readonly serial: string;
  readonly practitioner_id: string;
  readonly facility_id: string;
  readonly name: string;
  readonly licence: string;
  readonly facility_name: string;
  readonly keeper: Keeper;
  readonly der: Buffer;
  readonly sealed_key: string | null;
  readonly place: Record<string, string>;
  readonly valid_from: Date;
  readonly valid_to: Date;
  readonly issued_at: Date;
  readonly revoked_at: Date | null;
  readonly revoke_reason: string | null;
}

function kept(row: Row): KeptCertificate {
  return {
    serial: row.serial,
    practitionerId: row.practitioner_id,
    facilityId: row.facility_id,
    name: row.name,
    licence: row.licence,
    facilityName: row.facility_name,
    keeper: row.keeper,
    der: new Uint8Array(row.der),
    sealedKey: row.sealed_key ?? undefined,
    place: row.place,
    from: row.valid_from,
    to: row.valid_to,
    issuedAt: row.issued_at,
    revokedAt: row.revoked_at ?? undefined,
    revokeReason: row.revoke_reason ?? undefined,
  };
}

/** Takes a certificate back from now on; what was signed before stays valid. Error: record.not-found. */
export async function revokeCertificate(ctx: Context, serial: string, reason: string): Promise<void> {
  const rows = await ctx.sql.query(
    `update signatures.certificate set revoked_at = $2, revoked_by = $3, revoke_reason = $4
     where serial = $1 and revoked_at is null returning serial`,
    [serial, ctx.now(), ctx.actor.accountId, reason],
  );
  if (rows.length === 0) throw new AppError('record.not-found');
}

/** All certificates of one worker at one facility, those that run longest first. */
export async function certificatesOf(
  ctx: Context,
  practitionerId: string,
  facilityId: string,
): Promise<KeptCertificate[]> {
  const rows = await ctx.sql.query<Row>(
    `select * from signatures.certificate where practitioner_id = $1 and facility_id = $2
     order by revoked_at nulls first, valid_to desc limit 20`,
    [practitionerId, facilityId],
  );
  return rows.map(kept);
}

/** One certificate. Error: record.not-found. */
export async function certificateBySerial(ctx: Context, serial: string): Promise<KeptCertificate> {
  const [row] = await ctx.sql.query<Row>('select * from signatures.certificate where serial = $1', [serial]);
  if (row === undefined) throw new AppError('record.not-found');
  return kept(row);
}

/** A page of all, newest first. */
export async function listCertificates(
  ctx: Context,
  after: { at: string; serial: string } | undefined,
  limit: number,
): Promise<KeptCertificate[]> {
  const rows = await ctx.sql.query<Row>(
    `select * from signatures.certificate where $1::timestamptz is null or (issued_at, serial) < ($1::timestamptz, $2)
     order by issued_at desc, serial desc limit $3`,
    [after?.at ?? null, after?.serial ?? '', limit],
  );
  return rows.map(kept);
}

/** What the authority says of a serial number now. */
export async function stateOfSerial(ctx: Context, serial: string): Promise<State> {
  const [row] = await ctx.sql.query<{ revoked_at: Date | null }>(
    'select revoked_at from signatures.certificate where serial = $1',
    [serial],
  );
  if (row === undefined) return { kind: 'unknown' };
  return row.revoked_at === null ? { kind: 'good' } : { kind: 'revoked', at: row.revoked_at };
}

/** Every certificate that was taken back, for the list of the revoked. */
export async function revokedCertificates(ctx: Context): Promise<{ serial: string; at: Date }[]> {
  return ctx.sql.query(
    'select serial, revoked_at as at from signatures.certificate where revoked_at is not null',
  );
}
