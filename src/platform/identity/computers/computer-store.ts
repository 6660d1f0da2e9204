import { randomUUID } from 'node:crypto';
import { AppError } from '#kernel/errors.ts';
import type { Database } from '../../sql/database.ts';
import { digest, randomSecret } from '../digest.ts';
import { endSessionsAt } from './computer-sessions.ts';

/** A computer that several workers of a facility share. */
export interface Computer {
  readonly id: string;
  readonly name: string;
  readonly facilityId: string;
  /** After so many minutes without anybody it locks itself. */
  readonly lockMinutes: number;
  readonly registeredAt: Date;
  readonly seenAt: Date;
  readonly isRevoked: boolean;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly facility_id: string;
  readonly lock_minutes: number;
  readonly registered_at: Date;
  readonly seen_at: Date;
  readonly revoked_at: Date | null;
}

const columns = 'id, name, facility_id, lock_minutes, registered_at, seen_at, revoked_at';

/** Writes a computer down. Returns the secret that is to lie on it; of it only a digest is kept. */
export async function registerComputer(
  database: Database,
  computer: Pick<Computer, 'name' | 'facilityId' | 'lockMinutes'>,
  by: string,
  now: Date,
): Promise<{ readonly id: string; readonly secret: string }> {
  const id = randomUUID();
  const secret = randomSecret();
  const { name, facilityId, lockMinutes } = computer;
  await database.query(
    `INSERT INTO identity.computer (id, secret_hash, name, facility_id, lock_minutes, registered_by, registered_at, seen_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $7)`,
    [id, digest(secret), name, facilityId, lockMinutes, by, now],
  );
  return { id, secret };
}

/** The computer on which this secret lies, unless it was revoked. Notes at most once an hour that it was seen. */
export async function findComputer(
  database: Database,
  secret: string | undefined,
  now: Date,
): Promise<Computer | undefined> {
  if (secret === undefined || !/^[\w-]{43}$/u.test(secret)) return undefined;
  const { rows } = await database.query<Row>(
    `SELECT ${columns} FROM identity.computer WHERE secret_hash = $1 AND revoked_at IS NULL`,
    [digest(secret)],
  );
  const [row] = rows;
  if (!row) return undefined;
  if (now.getTime() - row.seen_at.getTime() > 60 * 60 * 1000)
    await database.query('UPDATE identity.computer SET seen_at = $2 WHERE id = $1', [row.id, now]);
  return toComputer(row);
}

/** The computers of a facility, or of all; by name. */
export async function listComputers(database: Database, facilityId: string | undefined): Promise<Computer[]> {
  const { rows } = await database.query<Row>(
    `SELECT ${columns} FROM identity.computer WHERE ($1::text IS NULL OR facility_id = $1) ORDER BY name, id LIMIT 1000`,
    [facilityId ?? null],
  );
  return rows.map(toComputer);
}

/**
 * Takes a computer out: its PINs are gone and who works at it is signed out. Errors: record.not-found, also for one of another facility.
 */
export async function revokeComputer(
  database: Database,
  id: string,
  facilityId: string | undefined,
  now: Date,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE identity.computer SET revoked_at = coalesce(revoked_at, $3)
       WHERE id = $1 AND ($2::text IS NULL OR facility_id = $2)`,
      [id, facilityId ?? null, now],
    );
    if (rowCount === 0) throw new AppError('record.not-found');
    await tx.query('DELETE FROM identity.computer_pin WHERE computer_id = $1', [id]);
    await endSessionsAt(tx, id);
  });
}

function toComputer(row: Row): Computer {
  return {
    id: row.id,
    name: row.name,
    facilityId: row.facility_id,
    lockMinutes: row.lock_minutes,
    registeredAt: row.registered_at,
    seenAt: row.seen_at,
    isRevoked: row.revoked_at !== null,
  };
}
