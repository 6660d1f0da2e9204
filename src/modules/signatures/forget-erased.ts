import type { Context } from '#platform/context.ts';
import type { Module } from '#platform/module/define-module.ts';
import { aliasBucket } from '#platform/record/place.ts';

type Erased = Parameters<NonNullable<Module<string>['erase']>>[1];

/** Erasure by law goes before the seal of a signature: what is kept of signed names, orders and printed documents goes too. */
export async function forgetErased(
  ctx: Context,
  { references, patientIds }: Erased,
): Promise<Record<string, number>> {
  const names = references.map((reference) => reference.split('/'));
  const signed = await ctx.sql.query(
    `delete from signatures.signed s using unnest($1::int[], $2::text[], $3::text[]) k (bucket, type, fhir_id)
     where s.bucket = k.bucket and s.type = k.type and s.fhir_id = k.fhir_id returning 1`,
    [
      names.map(([type = '', id = '']) => aliasBucket(type, id)),
      names.map(([type]) => type),
      names.map(([, id]) => id),
    ],
  );
  const items = await ctx.sql.query('delete from signatures.order_item where title = any ($1) returning 1', [
    references,
  ]);
  const documents = await ctx.sql.query<{ sha256: string }>(
    'delete from signatures.document where patient_id = any ($1) returning sha256',
    [patientIds],
  );
  for (const { sha256 } of documents) await ctx.files.remove(sha256);
  return { signed: signed.length, signOrders: items.length, signedDocuments: documents.length };
}
