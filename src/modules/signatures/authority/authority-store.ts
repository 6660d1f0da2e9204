import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { readCertificate, type Certificate } from './certificate.ts';
import type { Issued, ServiceKind } from './issue.ts';

/** The house's own services as they are kept, keys opened. */
export interface Authority {
  readonly root: Certificate;
  readonly issuing: Issued;
  readonly issuingCertificate: Certificate;
  readonly ocsp: Issued;
  readonly tsa: Issued;
  readonly baseUrl: string | undefined;
}

interface Row {
  readonly kind: ServiceKind;
  readonly certificate: Buffer;
  readonly sealed_key: string;
  readonly base_url: string | null;
}

const purpose = (kind: ServiceKind): string => `signatures authority:${kind}`;

/** Makes root, issuing authority, OCSP responder and time-stamp service once; where they are there, nothing happens. */
export async function makeAuthority(ctx: Context, baseUrl: string | undefined): Promise<void> {
  const { issueService } = await import('./issue.ts');
  const known = await ctx.sql.query('select kind from signatures.authority');
  if (known.length > 0) return;
  const now = ctx.now();
  const root = await issueService('root', now);
  const issuing = await issueService('issuing', now, root);
  const made = {
    root,
    issuing,
    ocsp: await issueService('ocsp', now, issuing),
    tsa: await issueService('tsa', now, issuing),
  } as const;
  for (const [kind, { certificate, privateKey }] of Object.entries(made)) {
    await ctx.sql.query(
      `insert into signatures.authority (kind, certificate, sealed_key, base_url, made_at)
       values ($1, $2, $3, $4, $5) on conflict (kind) do nothing`,
      [
        kind,
        Buffer.from(certificate),
        ctx.seal.seal(privateKey, purpose(kind as ServiceKind)),
        baseUrl ?? null,
        now,
      ],
    );
  }
}

const opened = new WeakMap<Context['seal'], Authority>();

/** Opens them; kept in memory as long as the process lives. Error: signature.no-authority. */
export async function openAuthority(ctx: Context): Promise<Authority> {
  const kept = opened.get(ctx.seal);
  if (kept !== undefined) return kept;
  const rows = await ctx.sql.query<Row>(
    'select kind, certificate, sealed_key, base_url from signatures.authority',
  );
  const one = (kind: ServiceKind): Issued => {
    const row = rows.find((each) => each.kind === kind);
    if (row === undefined) throw new AppError('signature.no-authority');
    return {
      certificate: new Uint8Array(row.certificate),
      privateKey: kind === 'root' ? '' : ctx.seal.open(row.sealed_key, purpose(kind)),
    };
  };
  const issuing = one('issuing');
  const authority: Authority = {
    root: readCertificate(one('root').certificate),
    issuing,
    issuingCertificate: readCertificate(issuing.certificate),
    ocsp: one('ocsp'),
    tsa: one('tsa'),
    baseUrl: rows[0]?.base_url ?? undefined,
  };
  opened.set(ctx.seal, authority);
  return authority;
}

/** Whether there is an authority at all. */
export async function hasAuthority(ctx: Context): Promise<boolean> {
  return (await ctx.sql.query('select kind from signatures.authority limit 1')).length > 0;
}
