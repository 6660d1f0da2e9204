import type { Provenance } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { platformActor } from '#platform/access/actors.ts';
import { answersFor, type AnyResource } from './domain/answering-worker.ts';
import { findSigned, markSuperseded, type Name } from './signed-names.ts';

/** A signed record, the one that takes its place, and why. */
export interface Supersession {
  readonly old: Name;
  readonly by: Name;
  readonly reason: string;
}

/**
 * Says that a new record takes the place of a signed one: the old one and its signature stay as they are and stay visible, a Provenance
 * ties the two together with the reason. Both must be the caller's own, of one kind and of one person.
 * Errors: record.not-found, signature.not-yours, request.invalid.
 * @source TT 13/2025/TT-BYT: a correction is a new entry with its reason, the old one stays visible
 */
export async function supersede(ctx: Context, { old, by, reason }: Supersession): Promise<string> {
  const [before, after] = await Promise.all([readOne(ctx, old), readOne(ctx, by)]);
  const [signed] = await findSigned(ctx.sql, [old]);
  if (signed === undefined) throw invalid('old');
  if (signed.supersededBy !== undefined || old.type !== by.type || old.id === by.id) throw invalid('by');
  const { practitionerId = '' } = ctx.actor;
  if (!answersFor(before, practitionerId) || !answersFor(after, practitionerId))
    throw new AppError('signature.not-yours');
  if (subjectOf(before) !== subjectOf(after)) throw invalid('by');
  const sen = ctx.as(platformActor(ctx.actor.requestId, ctx.actor.language));
  const { id } = await sen.record.create(provenanceOf(ctx, { old, by, reason }, signed.version));
  await markSuperseded(ctx.sql, old, `${by.type}/${by.id}`, reason);
  return id;
}

async function readOne(ctx: Context, { type, id }: Name): Promise<AnyResource> {
  return JSON.parse((await ctx.record.read(type, id)).text) as AnyResource;
}

const subjectOf = (resource: AnyResource): unknown =>
  ((resource['subject'] ?? resource['patient']) as { readonly reference?: unknown } | undefined)?.reference;

function provenanceOf(ctx: Context, { old, by, reason }: Supersession, version: number): Provenance {
  return {
    resourceType: 'Provenance',
    target: [{ reference: `${by.type}/${by.id}` }],
    recorded: ctx.now().toISOString(),
    reason: [{ text: reason }],
    activity: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation', code: 'UPDATE' }],
    },
    agent: [
      {
        type: {
          coding: [
            { system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'author' },
          ],
        },
        who: { reference: `Practitioner/${ctx.actor.practitionerId ?? ''}` },
      },
    ],
    entity: [{ role: 'revision', what: { reference: `${old.type}/${old.id}/_history/${version}` } }],
  };
}

function invalid(path: string): AppError {
  const text =
    path === 'old'
      ? {
          vi: 'Bản ghi này chưa được ký: hãy sửa trực tiếp.',
          en: 'This record is not signed: correct it itself.',
        }
      : {
          vi: 'Bản thay thế phải là bản ghi khác, cùng loại, cùng người bệnh; mỗi bản đã ký chỉ được thay một lần.',
          en: 'What supersedes must be another record of the same kind and person; each signed one is superseded once.',
        };
  return new AppError('request.invalid', { issues: [{ path, text }] });
}
