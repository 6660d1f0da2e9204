import { randomUUID } from 'node:crypto';
import { splitScopes } from '../../access/smart-scope.ts';
import type { Database } from '../../sql/database.ts';

/** How an app came to ask: opened from a person's page, by itself, or on a device that showed a code. */
export type ConsentHow = 'ehr-launch' | 'standalone' | 'device';

/** What a person decided about an app, as it is kept to be shown later. */
export interface AppDecision {
  readonly accountId: string;
  readonly clientId: string;
  /** The grant that everything given out hangs on; without one nothing was allowed. */
  readonly grantId?: string;
  readonly asked: readonly string[];
  readonly allowed: readonly string[];
  readonly how: ConsentHow;
  readonly patientId?: string;
  readonly encounterId?: string;
  /** The sign-in that it ends with; absent where the app may come back later (offline_access). */
  readonly sessionUid?: string;
  /** Which words stood on the page. */
  readonly textVersion: string;
  readonly language: string;
}

/** An app that a person let in and has not shut out. */
export interface ConnectedApp {
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly decidedAt: Date;
  readonly isOffline: boolean;
}

/** Keeps a decision; it is never changed afterwards, only marked as withdrawn. */
export async function keepDecision(database: Database, decision: AppDecision, now: Date): Promise<void> {
  await database.query(
    `INSERT INTO identity.app_consent (id, account_id, client_id, grant_id, asked, allowed, how, patient_id, encounter_id,
       session_uid, text_version, language, decided_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      randomUUID(),
      decision.accountId,
      decision.clientId,
      decision.grantId ?? null,
      decision.asked.join(' '),
      decision.allowed.join(' '),
      decision.how,
      decision.patientId ?? null,
      decision.encounterId ?? null,
      decision.sessionUid ?? null,
      decision.textVersion,
      decision.language,
      now,
    ],
  );
}

/** What the app may be told beside its token: for whom it was let in. */
export interface GrantContext {
  readonly patientId?: string;
  readonly encounterId?: string;
  readonly how: ConsentHow;
}

/** For whom the app of a grant was let in. */
export async function contextOfGrant(database: Database, grantId: string): Promise<GrantContext | undefined> {
  const { rows } = await database.query<{
    readonly patient_id: string | null;
    readonly encounter_id: string | null;
    readonly how: ConsentHow;
  }>('SELECT patient_id, encounter_id, how FROM identity.app_consent WHERE grant_id = $1', [grantId]);
  const [row] = rows;
  return (
    row && {
      ...(row.patient_id === null ? {} : { patientId: row.patient_id }),
      ...(row.encounter_id === null ? {} : { encounterId: row.encounter_id }),
      how: row.how,
    }
  );
}

/** How long a doctor who opens the same app from page after page is not asked the same question again. */
const rememberedMs = 90 * 24 * 60 * 60 * 1000;

/**
 * What a person allowed an app before of what it asks now, where she was asked about all of it and has withdrawn nothing since.
 * Undefined where she has to be asked.
 */
export async function rememberedScopes(
  database: Database,
  accountId: string,
  clientId: string,
  asked: readonly string[],
  now: Date,
): Promise<readonly string[] | undefined> {
  const { rows } = await database.query<{ readonly asked: string; readonly allowed: string }>(
    `SELECT asked, allowed FROM identity.app_consent
     WHERE account_id = $1 AND client_id = $2 AND grant_id IS NOT NULL AND withdrawn_at IS NULL AND decided_at > $3
       AND text_version NOT LIKE 'remembered %'
     ORDER BY decided_at DESC LIMIT 1`,
    [accountId, clientId, new Date(now.getTime() - rememberedMs)],
  );
  const [row] = rows;
  if (!row) return undefined;
  const before = new Set(splitScopes(row.asked));
  const allowed = new Set(splitScopes(row.allowed));
  return asked.every((scope) => before.has(scope)) ? asked.filter((scope) => allowed.has(scope)) : undefined;
}

/** The apps that a person let in, each once, with all that its living grants allow. */
export async function listConnected(database: Database, accountId: string): Promise<ConnectedApp[]> {
  const { rows } = await database.query<{
    readonly client_id: string;
    readonly name: string;
    readonly allowed: string;
    readonly decided_at: Date;
  }>(
    `SELECT c.client_id, k.name, c.allowed, c.decided_at
     FROM identity.app_consent c JOIN identity.client k ON k.id = c.client_id AND k.disabled_at IS NULL
     JOIN identity.oidc_payload p ON p.kind = 'Grant' AND p.id = c.grant_id AND p.expires_at > $2
     WHERE c.account_id = $1 AND c.withdrawn_at IS NULL ORDER BY c.decided_at DESC`,
    [accountId, new Date()],
  );
  return [...Map.groupBy(rows, (row) => row.client_id).values()].map((grants) => {
    const scopes = [...new Set(grants.flatMap(({ allowed }) => splitScopes(allowed)))];
    const [newest] = grants;
    return {
      clientId: newest!.client_id,
      name: newest!.name,
      scopes,
      decidedAt: newest!.decided_at,
      isOffline: scopes.includes('offline_access'),
    };
  });
}

/** Marks what a person allowed an app as withdrawn; the tokens are taken back by `revokeConsent`. */
export async function markWithdrawn(
  database: Database,
  accountId: string,
  clientId: string,
  how: 'own-page' | 'command',
  now: Date,
): Promise<void> {
  await database.query(
    `UPDATE identity.app_consent SET withdrawn_at = $4, withdrawn_how = $3
     WHERE account_id = $1 AND client_id = $2 AND grant_id IS NOT NULL AND withdrawn_at IS NULL`,
    [accountId, clientId, how, now],
  );
}

/** The grants that end with a sign-in. */
export async function grantsOfSession(database: Database, sessionUid: string): Promise<readonly string[]> {
  const { rows } = await database.query<{ readonly grant_id: string }>(
    'SELECT grant_id FROM identity.app_consent WHERE session_uid = $1 AND grant_id IS NOT NULL',
    [sessionUid],
  );
  return rows.map((row) => row.grant_id);
}
