import type { Observation, Provenance, Resource } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute, type StreamRoute } from '#platform/module/define-module.ts';
import { openEntry, type Entry } from '../api.ts';
import { entryOf } from '../domain/entry-of.ts';
import { factsOf } from '../domain/facts-of.ts';
import { attachmentsOf, filesOf } from '../domain/files-of.ts';
import { momentOf } from '../domain/entry-of-test.ts';
import { joinPressures, pressureCode, pressureCodes } from '../domain/join-pressures.ts';
import { readResource } from '../domain/read-resource.ts';
import { sourceOf } from '../domain/source-of.ts';
import { readingFor } from './load-record.ts';

/** Reads one line of one person's record; a line of somebody else is not found here, even where the actor may see it elsewhere. */
async function readLine(ctx: Context, patientId: string, type: string, id: string): Promise<Resource> {
  const resource = readResource((await ctx.record.read(type, id)).text);
  const { subject, patient } = resource as {
    subject?: { reference?: string };
    patient?: { reference?: string };
  };
  const owners = [subject, patient].map((owner) => owner?.reference);
  const isAppointment =
    resource.resourceType === 'Appointment' &&
    resource.participant.some(({ actor }) => actor?.reference === `Patient/${patientId}`);
  if (!owners.includes(`Patient/${patientId}`) && !isAppointment) throw new AppError('record.not-found');
  return resource;
}

async function provenancesOf(ctx: Context, reference: string): Promise<Provenance[]> {
  const page = await ctx.record.search(
    'Provenance',
    new URLSearchParams({ target: reference, _count: '20' }).toString(),
  );
  return page.matches.map(({ text }) => readResource(text) as Provenance);
}

/** The whole blood pressure where the line is one half of it. */
async function wholeOf(ctx: Context, patientId: string, resource: Resource): Promise<Resource> {
  if (resource.resourceType !== 'Observation' || !pressureCode(resource)) return resource;
  const at = momentOf(resource);
  if (at === undefined) return resource;
  const codes = [pressureCodes.systolic, pressureCodes.diastolic].map(
    (code) => `${codeSystem.loinc}|${code}`,
  );
  const query = new URLSearchParams({ patient: patientId, code: codes.join(','), date: at, _count: '20' });
  const page = await ctx.record.search('Observation', query.toString());
  const halves = page.matches.map(({ text }) => readResource(text) as Observation);
  return joinPressures(halves).find(({ id }) => id === resource.id) ?? resource;
}

const mostRelated = 40;

/** Single results of a report. */
async function relatedOf(ctx: Context, resource: Resource): Promise<Resource[]> {
  const results =
    resource.resourceType === 'DiagnosticReport'
      ? (resource.result ?? [])
      : resource.resourceType === 'Observation'
        ? (resource.hasMember ?? [])
        : [];
  const ids = results.flatMap(({ reference }) =>
    reference?.startsWith('Observation/') ? [reference.slice('Observation/'.length)] : [],
  );
  if (ids.length === 0) return [];
  const query = new URLSearchParams({
    _id: ids.slice(0, mostRelated).join(','),
    _count: String(mostRelated),
  });
  return (await ctx.record.search('Observation', query.toString())).matches.map(({ text }) =>
    readResource(text),
  );
}

export const openEntryRoute = defineRoute({
  ...openEntry,
  allow: 'record.read',
  async handle(ctx, { patientId, type, id }) {
    const resource = await wholeOf(ctx, patientId, await readLine(ctx, patientId, type, id));
    const provenances = await provenancesOf(ctx, `${type}/${id}`);
    const related = await relatedOf(ctx, resource);
    const reading = await readingFor(
      ctx,
      [resource, ...provenances, ...related],
      ['Organization', 'Practitioner', 'Location', 'Medication'],
    );
    const entry: Entry = entryOf(resource, reading) ?? {
      id: `${type}/${id}`,
      kind: 'document',
      title: type,
      marks: [],
    };
    const history = await ctx.record.history(type, id, '_count=20');
    return {
      entry,
      facts: factsOf(resource, reading),
      source: sourceOf(resource, provenances, reading),
      versions: history.matches.map(({ versionId, lastUpdated }) => ({
        version: versionId,
        at: lastUpdated,
      })),
      files: filesOf(resource),
      filesScanned: ctx.files.scans,
      related: related.map((one) => entryOf(one, reading)).filter((one) => one !== undefined),
    };
  },
});

/** Types that a browser may show by itself; anything else is only saved. */
const shownTypes = new Set(['application/pdf', 'image/png', 'image/jpeg', 'text/plain']);

/** A paper of the record. Sent as a file to save, never as a page of ours. */
export const openFileStream: StreamRoute = {
  method: 'GET',
  path: '/api/personal-record/:patientId/file/:type/:id/:index',
  allow: 'record.read',
  accepts: [],
  summary: { vi: 'Mở một giấy tờ trong hồ sơ', en: 'Open a paper of the record' },
  async handle(ctx, { params }) {
    const { patientId = '', type = '', id = '', index = '' } = params;
    if (!/^(DocumentReference|DiagnosticReport)$/.test(type)) throw new AppError('record.not-found');
    const attachment = attachmentsOf(await readLine(ctx, patientId, type, id))[Number(index)];
    if (attachment?.data === undefined) throw new AppError('record.not-found');
    const bytes = Buffer.from(attachment.data, 'base64');
    await ctx.files.scan(bytes);
    const contentType = attachment.contentType?.split(';')[0] ?? '';
    return {
      status: 200,
      headers: {
        'Content-Type': shownTypes.has(contentType) ? contentType : 'application/octet-stream',
        'Content-Disposition': 'attachment',
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      },
      body: bytes,
    };
  },
};
