import { randomUUID } from 'node:crypto';
import type { Patient, Resource } from '@medplum/fhirtypes';
import { literalReference, referencesOf } from '#kernel/fhir/references.ts';
import { patientSummary } from '#kernel/fhir/summary/patient-summary.ts';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import type { SharedPart } from './domain/shared-part.ts';
import { nameOf, narrowPatient, narrowRecord, withNamed } from './domain/narrow-record.ts';

/** The newest pages of a record that a summary is made from, as `$summary` takes them. */
const mostPages = 10;
const idsPerSearch = 50;
const named = new Set(['Medication', 'Organization', 'Practitioner']);
/** A medicine is named by a line, and may be made of others. */
const mostSteps = 3;

/** The International Patient Summary of the chosen part, as the actor may see it; each look is audited as hers. */
export async function makeSummary(ctx: Context, patientId: string, part: SharedPart): Promise<string> {
  const all: Resource[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const more: string = cursor === undefined ? '' : `&_cursor=${encodeURIComponent(cursor)}`;
    const found = await ctx.record.everything(patientId, `_count=1000${more}`);
    all.push(...found.matches.map(({ text }) => JSON.parse(text) as Resource));
    cursor = found.next;
    if (cursor === undefined) break;
  }
  const patient = all.find((one): one is Patient => one.resourceType === 'Patient');
  if (patient === undefined) throw new AppError('record.not-found');
  const chosen = narrowRecord(
    all.filter(({ resourceType }) => resourceType !== 'Patient'),
    part,
  );
  const bundle = patientSummary({
    patient: narrowPatient(patient),
    resources: withNamed(chosen, await namesFor(ctx, chosen), part),
    author: { display: 'Sen' },
    now: ctx.now(),
    baseUrl: `${ctx.publicUrl}/fhir`,
    newUuid: () => randomUUID(),
    language: ctx.actor.language,
  });
  return JSON.stringify(bundle);
}

/** What the chosen lines point to outside of the record, and what the medicines among it are made of. */
async function namesFor(ctx: Context, chosen: readonly Resource[]): Promise<Resource[]> {
  const known = new Set(chosen.map(nameOf));
  const found: Resource[] = [];
  let from = chosen;
  for (let step = 0; step < mostSteps && from.length > 0; step += 1) {
    const more = await pointedTo(ctx, from, known);
    found.push(...more);
    from = more.filter(({ resourceType }) => resourceType === 'Medication');
  }
  return found;
}

/** What these point to that was not looked for before. */
async function pointedTo(ctx: Context, from: readonly Resource[], known: Set<string>): Promise<Resource[]> {
  const ids = new Map<string, string[]>();
  for (const { reference } of from.flatMap((one) => referencesOf(one))) {
    const target = literalReference(reference);
    if (target === undefined || target.base !== undefined || !named.has(target.type)) continue;
    if (known.has(`${target.type}/${target.id}`)) continue;
    known.add(`${target.type}/${target.id}`);
    ids.set(target.type, [...(ids.get(target.type) ?? []), target.id]);
  }
  const found: Resource[] = [];
  for (const [type, wanted] of ids)
    for (let at = 0; at < wanted.length; at += idsPerSearch) {
      const part = wanted.slice(at, at + idsPerSearch);
      const query = new URLSearchParams({ _id: part.join(','), _count: String(idsPerSearch) });
      const { matches } = await ctx.record.search(type, query.toString());
      found.push(...matches.map(({ text }) => JSON.parse(text) as Resource));
    }
  return found;
}
