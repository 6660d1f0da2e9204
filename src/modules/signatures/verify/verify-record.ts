import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { FoundSignature } from './verdict.ts';
import { judge } from './verdict.ts';
import { summarise, type DocumentVerdict } from './verify-document.ts';
import { readProvenance } from './verify-fhir.ts';
import { trustedRoots } from './trusted-roots.ts';
import { findSigned, type Name } from '../signed-names.ts';

/** Judges the signatures of one record, with everything signed together with it, as far as the caller may read it. */
export async function verifyRecord(ctx: Context, name: Name): Promise<DocumentVerdict> {
  await ctx.record.read(name.type, name.id);
  const signed = await findSigned(ctx.sql, [name]);
  const roots = await trustedRoots(ctx);
  const found: FoundSignature[] = [];
  for (const { provenanceId } of signed.slice(0, 20)) {
    const provenance = await ctx.record.read('Provenance', provenanceId);
    found.push(...readProvenance(provenance.text, await loadTargets(ctx, provenance.text)));
  }
  return summarise(found.map((one) => judge(one, roots, ctx.now())));
}

async function loadTargets(ctx: Context, text: string): Promise<(reference: string) => string | undefined> {
  const { target = [] } = JSON.parse(text) as { target?: { reference?: string }[] };
  const texts = new Map<string, string>();
  for (const { reference = '' } of target) {
    const [type, id, , version] = reference.split('/');
    if (type === undefined || id === undefined || version === undefined) continue;
    const stored = await ctx.record.readVersion(type, id, version).catch((error: unknown) => {
      if (error instanceof AppError && error.kind.status < 500) return undefined;
      throw error;
    });
    if (stored !== undefined) texts.set(reference, stored.text);
  }
  return (reference) => texts.get(reference);
}
