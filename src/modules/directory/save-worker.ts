import type { Practitioner, PractitionerRole } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { noteChange } from './change-log.ts';
import { changedFields } from './domain/changed-fields.ts';
import { directorySystem } from './domain/facility-words.ts';
import { licenceKey } from './domain/find-words.ts';
import { postKey, readWorker, writePost, writePractitioner } from './domain/worker-fhir.ts';
import type { WorkerForm } from './domain/worker-form.ts';
import { versionOf } from './form-version.ts';
import { insideRecord, isInside } from './places-of-desk.ts';
import { keepNumber, numberOf } from './worker-numbers.ts';

/** A health worker as she stands. */
export interface StoredWorker {
  readonly id: string;
  readonly practitioner: Practitioner;
  readonly roles: readonly PractitionerRole[];
  readonly form: WorkerForm;
  readonly version: string;
}

/** Reads a worker whole, with the posts that go on or have ended. Errors: record.not-found, record.gone. */
export async function readStoredWorker(ctx: Context, id: string): Promise<StoredWorker> {
  const { record } = insideRecord(ctx);
  const practitioner = JSON.parse((await record.read('Practitioner', id)).text) as Practitioner;
  const found = await record.search('PractitionerRole', `practitioner=Practitioner/${id}&_count=200`);
  const roles = found.matches.map(({ text }) => JSON.parse(text) as PractitionerRole);
  const personalNumber = await numberOf(ctx, id);
  const form = {
    ...readWorker(practitioner, roles),
    ...(personalNumber !== undefined && { personalNumber }),
  };
  return { id, practitioner, roles, form, version: versionOf(form) };
}

/** What a worker is saved with. */
export interface WorkerWrite {
  readonly places: readonly string[];
  readonly before?: StoredWorker;
  readonly importId?: string;
}

/**
 * Writes a health worker and tells what changed. Whoever works for nobody yet may be taken on by any place; one who has a post is changed
 * by a place where she has one; posts elsewhere stay as they are. Errors: directory.other-place, directory.number-taken.
 */
export async function saveWorker(
  ctx: Context,
  form: WorkerForm,
  { places, before, importId }: WorkerWrite,
): Promise<{ id: string; fields: string[] }> {
  const fields = changedFields(before?.form, form);
  if (before !== undefined && fields.length === 0) return { id: before.id, fields };
  await demandOwn(ctx, places, form, before?.form);
  await demandFreeNumbers(ctx, form, before?.id);
  const { record } = insideRecord(ctx);
  const practitioner = writePractitioner(form, before?.practitioner);
  const { id } =
    practitioner.id === undefined ? await record.create(practitioner) : await record.update(practitioner);
  await keepNumber(ctx, id, form.personalNumber);
  await writePosts(ctx, id, form, before?.roles ?? []);
  await noteChange(ctx, `Practitioner/${id}`, fields, importId);
  return { id, fields };
}

async function writePosts(
  ctx: Context,
  id: string,
  { posts }: WorkerForm,
  stored: readonly PractitionerRole[],
): Promise<void> {
  const { record } = insideRecord(ctx);
  const today = dayInVietnam(ctx.now());
  const keyOf = (role: PractitionerRole): string =>
    role.identifier?.find(({ system }) => system === directorySystem.post)?.value ??
    postKey(
      {
        facilityId: role.organization?.reference?.replace('Organization/', '') ?? '',
        title: role.code?.[0]?.text ?? '',
      },
      id,
    );
  const byKey = new Map(stored.map((role) => [keyOf(role), role]));
  for (const post of posts) {
    const before = byKey.get(postKey(post, id));
    byKey.delete(postKey(post, id));
    const role = writePost(post, id, today, before);
    await (role.id === undefined ? record.create(role) : record.update(role));
  }
  // A post that was taken off the form was a mistake; one that ended has a last day.
  for (const { id: roleId } of byKey.values())
    if (roleId !== undefined) await record.delete('PractitionerRole', roleId);
}

/** Error: directory.other-place. */
async function demandOwn(
  ctx: Context,
  places: readonly string[],
  form: WorkerForm,
  before: WorkerForm | undefined,
): Promise<void> {
  const [now, then] = [postsOf(form), postsOf(before)];
  const isChanged = (post: string): boolean => now.has(post) !== then.has(post);
  const isOwn = await insideOf(
    ctx,
    places,
    [...(before?.posts ?? []), ...form.posts].map((post) => post.facilityId),
  );
  const foreign = form.posts
    .concat(before?.posts ?? [])
    .some((post) => isChanged(textOf(post)) && !isOwn(post.facilityId));
  const mayTouch =
    before === undefined || before.posts.length === 0 || before.posts.some((post) => isOwn(post.facilityId));
  if (places.length === 0 || foreign || !mayTouch) throw new AppError('directory.other-place');
}

const textOf = (post: WorkerForm['posts'][number]): string =>
  JSON.stringify(Object.entries(post).toSorted(([a], [b]) => a.localeCompare(b)));
const postsOf = (form: WorkerForm | undefined): Set<string> => new Set((form?.posts ?? []).map(textOf));

/** Which of these facilities lie within the places. */
export async function insideOf(
  ctx: Context,
  places: readonly string[],
  ids: readonly string[],
): Promise<(id: string) => boolean> {
  const rows = await ctx.sql.query<{ id: string; province: string | null; commune: string | null }>(
    'select id, province, commune from directory.facility where id = any ($1)',
    [[...new Set(ids)]],
  );
  const inside = new Set(rows.filter((row) => isInside(places, row)).map(({ id }) => id));
  return (id) => inside.has(id);
}

/** Error: directory.number-taken. */
async function demandFreeNumbers(
  ctx: Context,
  { licences }: WorkerForm,
  own: string | undefined,
): Promise<void> {
  const rows = await ctx.sql.query<{ practitioner_id: string }>(
    'select practitioner_id from directory.licence where number_key = any ($1)',
    [licences.map(({ number }) => licenceKey(number))],
  );
  if (rows.some((row) => row.practitioner_id !== own)) throw new AppError('directory.number-taken');
}
