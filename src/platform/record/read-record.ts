import { AppError } from '#kernel/errors.ts';
import type { AuditLine } from '../audit/audit-log.ts';
import { demand, reachesAll, reachesRow, type Reach } from './reach.ts';
import type { StoredResource } from './record-store.ts';
import { findRowFor, type FoundRow } from './row-and-facts.ts';
import { rowBucket } from './place.ts';
import { findRow, idPattern, possibleRowIds, rowColumns, toStored, type Row } from './rows.ts';
import { isShown } from './scope-filters.ts';
import type { Desk } from './desk.ts';

/** Reads the current version. Errors: record.not-found, record.gone, access.denied. */
export async function readCurrent(desk: Desk, type: string, id: string): Promise<StoredResource> {
  const row = await allowedRow(desk, type, id);
  const [stored] = await desk.host.texts.stored(desk.q, [row]);
  await desk.audit({ action: 'read', ...about(row), outcome: 'ok' });
  return stored!;
}

/** The current row, if the actor may read it. A refusal is audited before it is told. */
export async function allowedRow(desk: Desk, type: string, id: string): Promise<Row> {
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type, resourceId: id }, () => demand(reach, 'read', type));
  const now = desk.host.now();
  const found = await findRowFor(desk.q, reach, type, id, now);
  if (found === undefined) throw await missing(desk, reach, type, id);
  await demandRow(desk, reach, found, now);
  return found.row;
}

async function demandRow(desk: Desk, reach: Reach, { row, facts }: FoundRow, now: Date): Promise<void> {
  if (await reachesRow(desk.q, reach, row, now, facts)) return;
  await desk.audit({ action: 'refused', ...about(row), outcome: 'refused' });
  throw new AppError('access.denied', { detail: 'access.outside-reach' });
}

/** Runs a check and audits its refusal. */
export async function refusing(desk: Desk, line: Partial<AuditLine>, check: () => void): Promise<void> {
  try {
    check();
  } catch (error) {
    await desk.audit({ action: 'refused', ...line, outcome: 'refused' });
    throw error;
  }
}

/** What an audit line says of a row. */
export function about(row: Row): Pick<AuditLine, 'resourceType' | 'resourceId' | 'patientId'> {
  return {
    resourceType: row.type,
    resourceId: row.fhir_id ?? row.id,
    ...(row.patient !== null && { patientId: row.patient }),
  };
}

/** Deleted or never there: only who reaches the person learns which. */
async function missing(desk: Desk, reach: Reach, type: string, id: string): Promise<AppError> {
  const [last] = await versionsOf(desk, type, id, 1);
  const known = last !== undefined && (await reachesRow(desk.q, reach, last, desk.host.now()));
  if (!known) return notThere(desk, reach, type, id);
  await desk.audit({ action: 'read', resourceType: type, resourceId: id, outcome: 'error' });
  return new AppError('record.gone');
}

/**
 * The answer where nothing of this name is within reach: who reaches not all of a type is answered alike whether it is there or not, for
 * that somebody has a record would be told otherwise.
 */
export async function notThere(desk: Desk, reach: Reach, type: string, id: string): Promise<AppError> {
  const line = { resourceType: type, resourceId: id } as const;
  // What is no id names nothing, and telling so tells nothing.
  if (reachesAll(reach, type) || !idPattern.test(id)) {
    await desk.audit({ action: 'read', ...line, outcome: 'error' });
    return new AppError('record.not-found');
  }
  await desk.audit({ action: 'refused', ...line, outcome: 'refused' });
  return new AppError('access.denied', { detail: 'access.outside-reach' });
}

/** Versions of a resource that are not current, newest first. */
export async function versionsOf(
  desk: Desk,
  type: string,
  id: string,
  limit: number,
  below?: number,
): Promise<Row[]> {
  for (const rowId of await possibleRowIds(desk.q, type, id)) {
    const { rows } = await desk.q.query<Row>({
      name: 'record-versions-of',
      text: `select ${rowColumns} from record.history r
        where r.bucket = $1 and r.id = $2 and r.type = $3 and r.version < $4 order by r.version desc limit $5`,
      values: [rowBucket(rowId), rowId, type, below ?? 2_147_483_647, limit],
    });
    if (rows.length > 0) return rows;
  }
  return [];
}

/** Reads one version. Errors: record.not-found, record.gone for a deletion, access.denied. */
export async function readVersion(
  desk: Desk,
  type: string,
  id: string,
  versionId: string,
): Promise<StoredResource> {
  const reach = await desk.reach();
  await refusing(desk, { resourceType: type, resourceId: id }, () => demand(reach, 'read', type));
  const version = /^[1-9]\d{0,8}$/.test(versionId) ? Number(versionId) : 0;
  const current = await findRow(desk.q, type, id);
  const row =
    current?.version === version
      ? current
      : (await versionsOf(desk, type, id, 1, version + 1)).find((one) => one.version === version);
  if (row === undefined) throw await noVersion(desk, reach, current, { type, id });
  await demandRow(desk, reach, { row }, desk.host.now());
  if (row.pack === null) throw new AppError('record.gone');
  const [text] = await desk.host.texts.of(desk.q, [row]);
  if (!isShown(reach, type, () => JSON.parse(text!) as { resourceType: string })) {
    await desk.audit({ action: 'refused', ...about(row), outcome: 'refused' });
    throw new AppError('access.denied', { detail: 'access.outside-reach' });
  }
  await desk.audit({ action: 'read', ...about(row), outcome: 'ok' });
  return toStored(row, text!);
}

/** There is no such version; only who may read the present one learns that. */
async function noVersion(
  desk: Desk,
  reach: Reach,
  current: Row | undefined,
  { type, id }: { readonly type: string; readonly id: string },
): Promise<AppError> {
  const known = current !== undefined && (await reachesRow(desk.q, reach, current, desk.host.now()));
  return known ? new AppError('record.not-found') : notThere(desk, reach, type, id);
}
