import type { Bundle, Provenance } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { certificateBySerial } from '../authority/worker-certificates.ts';
import { signResources, type SignedVersion } from '../fhir/sign-resources.ts';
import type { SigningDesk } from '../fhir/sign-jws.ts';
import { gather } from '../keys/gather.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { auditSigning } from '../audit-signing.ts';
import { openDesk } from '../open-desk.ts';
import { rememberSigned } from '../signed-names.ts';

interface Order {
  readonly id: string;
  readonly account_id: string;
  readonly practitioner_id: string;
  readonly facility_id: string;
  readonly display: string;
  readonly serial: string;
  readonly state: string;
}

interface Item {
  readonly position: number;
  readonly targets: string[];
}

/** So many are signed and written together where the key lies here; a remote one is asked for all at once. */
const chunk = 50;
const remoteChunk = 1000;

/** Signs everything that still waits in an order. Throws what may pass by itself, so that the job comes again. */
export async function runOrder(ctx: Context, orderId: string): Promise<void> {
  const [order] = await ctx.sql.query<Order>(
    `update signatures.sign_order set state = 'signing', asked_at = coalesce(asked_at, $2)
     where id = $1 and state in ('waiting', 'signing') returning *`,
    [orderId, ctx.now()],
  );
  if (order === undefined) return;
  try {
    for (;;) {
      const left = await signSome(ctx, order);
      if (!left) break;
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.kind.status >= 500) throw error;
    await ctx.sql.query(
      `update signatures.order_item set state = 'refused', fault = $2 where order_id = $1 and state = 'waiting'`,
      [orderId, error.code],
    );
  }
  await ctx.sql.query(
    `update signatures.sign_order set finished_at = $2,
       state = case when exists (select 1 from signatures.order_item i where i.order_id = $1 and i.state = 'signed')
         then 'done' else 'refused' end
     where id = $1`,
    [orderId, ctx.now()],
  );
}

async function signSome(ctx: Context, order: Order): Promise<boolean> {
  const certificate = await certificateBySerial(ctx, order.serial);
  const now = ctx.now();
  if (certificate.revokedAt !== undefined || certificate.to < now)
    throw new AppError('signature.no-certificate');
  const most = certificate.keeper === 'remote' ? remoteChunk : chunk;
  const items = await ctx.sql.query<Item>(
    `select position, targets from signatures.order_item where order_id = $1 and state = 'waiting'
     order by position limit $2`,
    [order.id, most],
  );
  if (items.length === 0) return false;
  const current = await readCurrent(
    ctx,
    items.flatMap(({ targets }) => targets),
  );
  const fresh = items.filter(({ targets }) => targets.every((target) => current.has(target)));
  const desk = await openDesk(ctx, certificate);
  const provenances = await signEach(fresh, current, order, desk);
  await ctx.transaction(async (inner) => {
    if (!(await keep(inner, order, items, fresh, provenances, desk.now))) return;
    const versions = fresh.flatMap(({ targets }) => targets.map((target) => current.get(target)!));
    await auditSigning(inner, { accountId: order.account_id, facilityId: order.facility_id }, versions);
  });
  return items.length === most;
}

function signEach(
  items: readonly Item[],
  current: ReadonlyMap<string, SignedVersion>,
  order: Order,
  desk: SigningDesk,
): Promise<Provenance[]> {
  const signer = {
    practitionerId: order.practitioner_id,
    facilityId: order.facility_id,
    display: order.display,
  };
  const { key } = desk;
  const shared = { ...desk, key: signsAll(key) ? gather(key, items.length) : key };
  return Promise.all(
    items.map(({ targets }) =>
      signResources(
        targets.map((target) => current.get(target)!),
        signer,
        shared,
      ),
    ),
  );
}

const signsAll = (key: SigningKey): key is Parameters<typeof gather>[0] => 'signAll' in key;

/** The versions that are still the current ones, by 'Type/id/_history/n'. */
async function readCurrent(ctx: Context, targets: readonly string[]): Promise<Map<string, SignedVersion>> {
  const found = new Map<string, SignedVersion>();
  const names = targets.map((target) => target.split('/'));
  for (const [type, some] of Map.groupBy(names, ([type]) => type!)) {
    for (let from = 0; from < some.length; from += chunk) {
      const ids = some.slice(from, from + chunk).map(([, id]) => encodeURIComponent(id!));
      const page = await ctx.record.search(type, `_id=${ids.join(',')}&_count=${chunk}`);
      for (const one of page.matches) found.set(`${type}/${one.id}/_history/${one.versionId}`, one);
    }
  }
  return found;
}

/** False where another run of the same job was faster and nothing was written. */
async function keep(
  ctx: Context,
  order: Order,
  items: readonly Item[],
  fresh: readonly Item[],
  provenances: readonly Provenance[],
  at: Date,
): Promise<boolean> {
  const taken = await ctx.sql.query<{ position: number }>(
    `select position from signatures.order_item where order_id = $1 and state = 'waiting' and position = any ($2::int[]) for update`,
    [order.id, items.map(({ position }) => position)],
  );
  // Another run of the same job was faster: nothing of ours is written.
  if (taken.length !== items.length) return false;
  const ids = await writeProvenances(ctx, provenances);
  await rememberSigned(
    ctx.sql,
    fresh.map(({ targets }, at_) => ({
      targets: targets.map((target) => {
        const [type = '', id = '', , version] = target.split('/');
        return { type, id, version: Number(version) };
      }),
      provenanceId: ids[at_]!,
      serial: order.serial,
      at,
    })),
  );
  const stale = items.filter((item) => !fresh.includes(item));
  await ctx.sql.query(
    `update signatures.order_item i set state = k.state, provenance_id = nullif(k.provenance, ''), fault = nullif(k.fault, '')
     from unnest($2::int[], $3::text[], $4::text[], $5::text[]) k (position, state, provenance, fault)
     where i.order_id = $1 and i.position = k.position`,
    [
      order.id,
      [...fresh, ...stale].map(({ position }) => position),
      [...fresh.map(() => 'signed'), ...stale.map(() => 'refused')],
      [...ids, ...stale.map(() => '')],
      [...fresh.map(() => ''), ...stale.map(() => 'signature.changed-meanwhile')],
    ],
  );
  return true;
}

async function writeProvenances(ctx: Context, provenances: readonly Provenance[]): Promise<string[]> {
  if (provenances.length === 0) return [];
  const bundle: Bundle = {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: provenances.map((resource) => ({ resource, request: { method: 'POST', url: 'Provenance' } })),
  };
  const answer = await ctx.record.bundle(bundle);
  return (answer.entry ?? []).map(
    ({ response }) => /Provenance\/([^/]+)/.exec(response?.location ?? '')?.[1] ?? '',
  );
}
