import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '#kernel/errors.ts';
import { summaryPrinter } from '#modules/personal-record/api.ts';
import type { Context } from '#platform/context.ts';
import { demandFresh } from '#platform/identity/step-up.ts';
import { currentCertificate, demandWorker, freshSeconds } from '../orders/place-order.ts';
import { openDesk } from '../open-desk.ts';

/** Letters and digits that are not mistaken for each other on paper. */
const letters = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Drawn so that nobody comes upon another one's by trying: 80 bits. */
const drawCode = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join(''),
  ).join('-');

/**
 * Prints the summary of a record with the line that says who signs it, signs it, and keeps it under the code that is printed on it.
 * Errors: access.step-up-required, signature.*, and those of reading the summary.
 */
export async function signSummary(ctx: Context, patientId: string): Promise<string> {
  demandFresh(ctx.actor, freshSeconds, ctx.now());
  const worker = demandWorker(ctx);
  const certificate = await currentCertificate(ctx, worker);
  const code = drawCode();
  const { name, licence, facilityName } = certificate;
  const at = new Intl.DateTimeFormat('vi-VN', {
    dateStyle: 'short',
    timeStyle: 'medium',
    timeZone: 'Asia/Ho_Chi_Minh',
  }).format(ctx.now());
  const below = wordsOf[ctx.actor.language](name, licence, facilityName, at, code);
  const paper = await ctx.use(summaryPrinter).print(patientId, below);
  const { signPdf } = await import('../pdf/sign-pdf.ts');
  const signed = await signPdf(paper, name, await openDesk(ctx, certificate));
  const { sha256 } = await ctx.files.put(Readable.from([signed]));
  await ctx.sql.query(
    `insert into signatures.document (code, sha256, kind, patient_id, made_by, made_at)
     values ($1, $2, 'summary', $3, $4, $5)`,
    [code, sha256, patientId, ctx.actor.accountId, ctx.now()],
  );
  // The paper is not a resource: the line is about the person whose summary it is.
  await ctx.trail.signed({ accountId: ctx.actor.accountId, facilityId: worker.facilityId }, [
    { resourceType: 'Patient', resourceId: patientId, patientId },
  ]);
  return code;
}

type Words = (name: string, licence: string, facility: string, at: string, code: string) => string[];

const wordsOf: Readonly<Record<'vi' | 'en', Words>> = {
  vi: (name, licence, facility, at, code) => [
    `Ký số bởi: ${name}, số hành nghề ${licence}, ${facility}`,
    `Ký lúc: ${at}. Kiểm tra chữ ký trên trang của Sen bằng tệp này hoặc bằng mã ${code}.`,
  ],
  en: (name, licence, facility, at, code) => [
    `Digitally signed by: ${name}, licence ${licence}, ${facility}`,
    `Signed at: ${at}. Verify the signature on Sen's page with this file or with the code ${code}.`,
  ],
};

/** The kept file of a code. Error: record.not-found. */
export async function findDocument(ctx: Context, code: string): Promise<SignedDocument> {
  const [row] = await ctx.sql.query<{ sha256: string; patient_id: string | null; made_by: string }>(
    'select sha256, patient_id, made_by from signatures.document where code = $1',
    [code.toUpperCase()],
  );
  if (row === undefined) throw new AppError('record.not-found');
  return { sha256: row.sha256, patientId: row.patient_id, madeBy: row.made_by };
}

/** A signed file as it is kept. */
export interface SignedDocument {
  readonly sha256: string;
  readonly patientId: string | null;
  /** The account that signed it. */
  readonly madeBy: string;
}

/**
 * Lets through whom the paper was made for: the person it is about, and who signed it, while she may still see that person. It shows
 * what its signer saw that day, which may be more than another reader of the same record may see; she prints one of her own.
 * Errors: record.not-found, access.denied.
 */
export async function demandReader(ctx: Context, { patientId, madeBy }: SignedDocument): Promise<void> {
  const { actor } = ctx;
  if (patientId === null) throw new AppError('record.not-found');
  await ctx.record.read('Patient', patientId);
  const isHers = actor.kind === 'person' && actor.patientId === patientId;
  if (!isHers && actor.accountId !== madeBy) throw new AppError('access.denied');
}
