import { createHash } from 'node:crypto';
import type { Bundle } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { sendWrites, type SentWrite, type Theirs, type WriteAnswer } from '#kernel/offline/doors.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { smallSyncs } from '../admission.ts';
import { deviceOfStation, ownDevice } from '../devices/device-rows.ts';

export const sendWritesRoute = defineRoute({
  ...sendWrites,
  allow: 'device-sync.use',
  // Each write stands for itself: one that is refused takes no other back.
  alone: true,
  handle: async (ctx, { device, writes }) => {
    // What a worker wrote before she moved is taken all the same.
    if (device !== undefined) await ownDevice(ctx, device);
    const leave = await smallSyncs.enter();
    try {
      const answers: WriteAnswer[] = [];
      for (const write of writes) answers.push(await takeOnce(ctx, write, device));
      return { sen: 'device-sync' as const, serverTime: ctx.now().toISOString(), answers };
    } finally {
      leave();
    }
  },
});

/** One write, once: what was taken before answers as it did then. Throws only where the centre itself is in trouble. */
async function takeOnce(ctx: Context, write: SentWrite, device: string | undefined): Promise<WriteAnswer> {
  const known = await readTaken(ctx, write);
  if (known !== undefined) return known;
  try {
    return await ctx.transaction((inner) => take(inner, write, device));
  } catch (error) {
    if (!(error instanceof AppError) || error.kind.status >= 500 || isForLater(error)) throw error;
    const isClash = error.code === 'record.version-conflict' || error.code === 'record.exists';
    if (isClash && write.call === undefined) return conflictOrRefusal(ctx, write, error);
    return refusal(ctx, write, error);
  }
}

/** Nothing is wrong with the write itself. */
const isForLater = ({ code }: AppError): boolean =>
  code === 'access.login-required' || code === 'access.locked' || code === 'request.throttled';

async function take(ctx: Context, write: SentWrite, device: string | undefined): Promise<WriteAnswer> {
  const { accountId } = ctx.actor;
  // The row of the same write still under way makes this wait until that one is committed.
  const fresh = await ctx.sql.query(
    `insert into device_sync.taken (account_id, write_id, device_id, answer, at) values ($1, $2, $3, '', $4)
     on conflict do nothing returning 1`,
    [accountId, write.id, device ?? null, ctx.now()],
  );
  if (fresh.length === 0) return (await readTaken(ctx, write))!;
  const versions =
    write.call === undefined ? await takeBundle(ctx, write) : await takeCall(ctx, write, device);
  const answer: WriteAnswer = {
    id: write.id,
    outcome: 'accepted',
    versions,
    writtenAt: ctx.now().toISOString(),
  };
  const kept = ctx.seal.seal(JSON.stringify({ digest: digestOf(write), answer }), purposeOf(ctx, write));
  await ctx.sql.query('update device_sync.taken set answer = $3 where account_id = $1 and write_id = $2', [
    accountId,
    write.id,
    kept,
  ]);
  return answer;
}

/** Writes the transaction; the version of each resource by its name. */
async function takeBundle(ctx: Context, write: SentWrite): Promise<Record<string, string>> {
  const names = demandFit(write);
  const bundle = write.bundle as unknown as Bundle;
  const { entry = [] } = await ctx.as({ ...ctx.actor, bringsIds: true }).record.bundle(bundle);
  const isNew = (one: { request?: { ifNoneMatch?: string } }): boolean => one.request?.ifNoneMatch === '*';
  await ctx.tellArrived((bundle.entry ?? []).filter(isNew).flatMap(({ resource }) => resource ?? []));
  const versions: Record<string, string> = {};
  entry.forEach(({ response }, at) => {
    const version = /"(.*)"/.exec(response?.etag ?? '')?.[1];
    if (version !== undefined) versions[names[at]!] = version;
  });
  return versions;
}

/**
 * Makes the call; it writes no resource that the device holds under a version. A transaction names its facility, a call means that of the worker:
 * what was told at the station that she has left is not counted at the next. Errors: device.write-unfit where the letter holds a transaction too,
 * device.moved.
 */
async function takeCall(
  ctx: Context,
  { call, bundle }: SentWrite,
  device: string | undefined,
): Promise<Record<string, string>> {
  if (call === undefined || bundle !== undefined) throw new AppError('device.write-unfit');
  if (device !== undefined) await deviceOfStation(ctx, device);
  await ctx.keptCall(call);
  return {};
}

/** The answer that a write got before. Error: a write of that id with another content is refused (request.key-reused). */
async function readTaken(ctx: Context, write: SentWrite): Promise<WriteAnswer | undefined> {
  const [row] = await ctx.sql.query<{ answer: string }>(
    'select answer from device_sync.taken where account_id = $1 and write_id = $2',
    [ctx.actor.accountId, write.id],
  );
  if (row === undefined) return undefined;
  const { digest, answer } = JSON.parse(ctx.seal.open(row.answer, purposeOf(ctx, write))) as {
    digest: string;
    answer: WriteAnswer;
  };
  return digest === digestOf(write) ? answer : refusal(ctx, write, new AppError('request.key-reused'));
}

const purposeOf = (ctx: Context, { id }: SentWrite): string => `device write:${ctx.actor.accountId}:${id}`;

const digestOf = ({ bundle, call }: SentWrite): string =>
  createHash('sha256')
    .update(JSON.stringify(call ?? bundle) ?? '')
    .digest('base64');

interface Entry {
  readonly request?: {
    readonly method?: unknown;
    readonly url?: unknown;
    readonly ifMatch?: unknown;
    readonly ifNoneMatch?: unknown;
  };
}

const entriesOf = ({ bundle }: SentWrite): readonly Entry[] =>
  Array.isArray(bundle?.['entry'])
    ? (bundle['entry'] as readonly (Entry | null)[]).map((entry) => entry ?? {})
    : [];

/**
 * Names that the write is about. Every entry says on what it stands, so that one that comes late overwrites nothing. Error:
 * device.write-unfit.
 */
function demandFit(write: SentWrite): readonly string[] {
  const entries = entriesOf(write);
  const isFit = entries.every(({ request }) => {
    const isNew = request?.ifNoneMatch === '*' && request.method === 'PUT';
    const isChange = typeof request?.ifMatch === 'string' && /^(?:W\/)?"[^"*]+"$/.test(request.ifMatch);
    const isNamed =
      typeof request?.url === 'string' && /^[A-Z]\w{1,39}\/[A-Za-z0-9.-]{1,64}$/.test(request.url);
    return isNamed && (isNew || (isChange && (request.method === 'PUT' || request.method === 'DELETE')));
  });
  if (!isFit || entries.length === 0 || write.bundle?.['type'] !== 'transaction')
    throw new AppError('device.write-unfit');
  return entries.map(({ request }) => String(request?.url));
}

/** What the centre has of each resource whose version was not the last; nothing of what its worker may not read. */
async function conflictOrRefusal(ctx: Context, write: SentWrite, error: AppError): Promise<WriteAnswer> {
  const theirs: Theirs[] = [];
  for (const { request } of entriesOf(write)) {
    const name = String(request?.url);
    try {
      const found = await present(ctx, name);
      const isNew = request?.ifNoneMatch === '*';
      if (isNew ? found.resource !== undefined : request?.ifMatch !== `W/"${found.versionId}"`)
        theirs.push(found);
    } catch (unread) {
      if (unread instanceof AppError && unread.code === 'access.denied') return refusal(ctx, write, unread);
      throw unread;
    }
  }
  // It changed back in between, or the conflict lies elsewhere: sent again it finds out.
  return theirs.length === 0 ? refusal(ctx, write, error) : { id: write.id, outcome: 'conflict', theirs };
}

async function present(ctx: Context, name: string): Promise<Theirs> {
  const [type = '', id = ''] = name.split('/');
  try {
    const { versionId, text } = await ctx.record.read(type, id);
    return { name, versionId, resource: JSON.parse(text) as NonNullable<Theirs['resource']> };
  } catch (error) {
    if (error instanceof AppError && (error.code === 'record.not-found' || error.code === 'record.gone'))
      return { name };
    throw error;
  }
}

function refusal(ctx: Context, { id }: SentWrite, error: AppError): WriteAnswer {
  const { language } = ctx.actor;
  const details = error.issues.flatMap(({ text }) => text?.[language] ?? []);
  const sentence = [error.sentence(language), ...new Set(details)].join(' ');
  return { id, outcome: 'refused', code: error.code, sentence };
}
