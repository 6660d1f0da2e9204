import type { Permission } from '#kernel/contract.ts';
import type { Actor } from '../access/actor.ts';
import { purposeOf } from '../access/actors.ts';
import { permissionsOf } from '../access/roles.ts';
import { splitScopes } from '../access/smart-scope.ts';
import type { Role } from '../module/define-module.ts';
import type { Database } from '../sql/database.ts';
import { grantsOfAccount } from './accounts.ts';
import type { RoleGrant } from './accounts.ts';
import { licencesOfAccount, toLicence } from './licences/licence-store.ts';
import { joinShared, sharedColumns, toShared } from './computers/computer-sessions.ts';
import type { SharedPlace, SharedRow } from './computers/computer-sessions.ts';
import type { LicenceRow } from './licences/licence-store.ts';
import { usableGrants } from './licences/licensed-roles.ts';
import { webClientId } from './oidc/client-store.ts';
import { payloadKey } from './oidc/payload-store.ts';
import { findOfSession, sessionColumns, toSession } from './sessions/session-of-token.ts';
import type { SessionRow } from './sessions/session-of-token.ts';

/** An actor without what belongs to one request. */
export type Holder = Omit<Actor, 'language' | 'requestId'>;

/** Who a live token was given to, and which posts the person holds. */
export interface TokenHolder {
  /** The holder in the post held first. */
  readonly holder: Holder;
  /** The holder in each facility's name; a person works for one at a time. */
  readonly byFacility: ReadonlyMap<string, Holder>;
  readonly expiresAtMs: number;
  /** Thumbprint of the client certificate without which the token is good for nothing. */
  readonly boundTo?: string;
  /** When the sign-in behind it was last written down as used; people only. */
  readonly lastUsedAt?: Date;
  /** The shared computer at which the session behind it goes on. */
  readonly shared?: SharedPlace;
}

interface Row extends SessionRow, SharedRow {
  readonly kind: string;
  readonly expires_at: Date;
  readonly scope: string | null;
  readonly client_id: string | null;
  readonly client_name: string | null;
  readonly client_facility: string | null;
  readonly bound_to: string | null;
  readonly launch_patient: string | null;
  readonly launch_encounter: string | null;
  readonly account_id: string | null;
  readonly display: string | null;
  readonly patient_id: string | null;
  readonly practitioner_id: string | null;
  readonly grants: readonly { readonly role: string; readonly facilityId: string }[];
  readonly licences: readonly LicenceRow[];
}

const find = `SELECT p.kind, p.expires_at, p.payload ->> 'scope' AS scope, p.client_id, c.name AS client_name,
  c.facility_id AS client_facility, p.account_id, a.display, a.patient_id, a.practitioner_id, ${grantsOfAccount}, ${licencesOfAccount},
  ${sessionColumns}, ${sharedColumns}, p.payload ->> 'x5t#S256' AS bound_to, x.patient_id AS launch_patient, x.encounter_id AS launch_encounter
FROM identity.oidc_payload p
LEFT JOIN identity.account a ON a.id = p.account_id AND a.disabled_at IS NULL
LEFT JOIN identity.client c ON c.id = p.client_id AND c.disabled_at IS NULL
LEFT JOIN identity.app_consent x ON x.grant_id = p.grant_id
${findOfSession}
${joinShared}
WHERE p.kind = ANY ('{AccessToken,ClientCredentials}') AND p.id = $1 AND p.expires_at > $2
  AND (s.ended_at IS NULL OR x.session_uid IS NULL AND x.grant_id IS NOT NULL)
  AND (c.id IS NOT NULL OR p.client_id = '${webClientId}')`;

/**
 * Who holds this bearer token; undefined where it is unknown, expired, revoked, or its account or client is closed. One statement.
 * @param now the day on which licences are judged; the token's own end goes by the real clock
 */
export async function findTokenHolder(
  database: Database,
  roles: ReadonlyMap<string, Role>,
  token: string,
  now: Date = new Date(),
): Promise<TokenHolder | undefined> {
  const { rows } = await database.query<Row>({ name: 'identity-token', text: find }, [
    payloadKey('AccessToken', token),
    new Date(),
  ]);
  const [row] = rows;
  if (!row) return undefined;
  if (row.kind === 'ClientCredentials') return toSystem(row, roles);
  return row.account_id === null || row.display === null ? undefined : toPerson(row, roles, now);
}

function toSystem(row: Row, roles: ReadonlyMap<string, Role>): TokenHolder {
  const holder: Holder = {
    kind: 'system',
    accountId: row.client_id ?? '',
    display: row.client_name ?? '',
    roles: ['integration'],
    permissions: permissionsOf(roles, ['integration']),
    scopes: splitScopes(row.scope ?? ''),
    ...(row.client_facility === null ? {} : { facilityId: row.client_facility }),
    purpose: 'exchange',
  };
  return { holder, byFacility: new Map(), expiresAtMs: row.expires_at.getTime(), ...boundTo(row) };
}

function toPerson(row: Row, roles: ReadonlyMap<string, Role>, now: Date): TokenHolder {
  const given = row.grants.map(({ role, facilityId }) =>
    facilityId === '' ? { role } : { role, facilityId },
  );
  const scopes = row.client_id === webClientId ? [] : appScopes(row.scope);
  const { grants, withheld } = usableGrants(given, row.licences.map(toLicence), now);
  const person = {
    accountId: row.account_id ?? '',
    display: row.display ?? '',
    ...(row.patient_id === null ? {} : { patientId: row.patient_id }),
    ...(row.practitioner_id === null ? {} : { practitionerId: row.practitioner_id }),
    ...(withheld === undefined ? {} : { withheld }),
    ...toSession(row, now),
    ...launchOf(row),
    scopes,
  };
  // Also those whose roles are withheld: who speaks for her post is told why it is closed, not that it is not hers.
  const facilities = [...new Set(given.flatMap((grant) => grant.facilityId ?? []))];
  const shared = toShared(row, now);
  const byFacility = new Map(facilities.map((id) => [id, toHolder(person, grants, id, roles)]));
  return {
    holder: toHolder(person, grants, facilities[0], roles),
    byFacility,
    expiresAtMs: row.expires_at.getTime(),
    ...boundTo(row),
    ...(shared === undefined ? {} : { shared }),
    ...(row.session_used === null ? {} : { lastUsedAt: row.session_used }),
  };
}

function boundTo({ bound_to: thumbprint }: Row): Pick<TokenHolder, 'boundTo'> {
  return thumbprint === null ? {} : { boundTo: thumbprint };
}

/** For whom the app was let in; Sen's own pages are for everybody in reach. */
function launchOf({ launch_patient: patientId, launch_encounter: encounterId }: Row): Pick<Holder, 'launch'> {
  if (patientId === null) return {};
  return { launch: { patientId, ...(encounterId === null ? {} : { encounterId }) } };
}

/** The person in the name of one facility: the roles held there and the roles held everywhere, none of another facility. */
export function toHolder(
  person: Pick<
    Holder,
    'accountId' | 'display' | 'scopes' | 'withheld' | 'sessionId' | 'assurance' | 'launch'
  > & {
    readonly patientId?: string;
    readonly practitionerId?: string;
  },
  grants: readonly RoleGrant[],
  facilityId: string | undefined,
  roles: ReadonlyMap<string, Role>,
): Holder {
  const held = grants.filter((grant) => grant.facilityId === undefined || grant.facilityId === facilityId);
  const ids = [...new Set(held.map((grant) => grant.role))];
  const none: ReadonlySet<Permission> = new Set();
  return {
    kind: 'person',
    ...person,
    roles: ids,
    // An app that is not Sen's own works on the record only, within its scopes; the modules' doors stay shut to it.
    permissions: person.scopes.length === 0 ? withOwn(permissionsOf(roles, ids)) : none,
    ...(facilityId === undefined ? {} : { facilityId }),
    purpose: purposeOf(ids),
  };
}

/** An app's scopes are never empty: an empty list means Sen's own pages, which have all the person's rights. */
function appScopes(scope: string | null): readonly string[] {
  const scopes = splitScopes(scope ?? '');
  return scopes.length > 0 ? scopes : ['none'];
}

/** How somebody signs in is her own affair, whatever her role. */
function withOwn(granted: ReadonlySet<Permission>): ReadonlySet<Permission> {
  return new Set<Permission>([...granted, 'account.own']);
}
