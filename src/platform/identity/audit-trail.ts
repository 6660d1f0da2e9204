import type { Actor } from '../access/actor.ts';
import { anonymousActor } from '../access/actors.ts';
import type { Audit } from '../audit/audit-log.ts';

/** What came of one sign-in, for the audit. */
export type TrailOfSignIn =
  | { readonly ok: true; readonly accountId: string }
  | { readonly ok: false; readonly reason: string; readonly accountId?: string };

/** Writes who came, who went and who was turned away. */
export interface Trail {
  signIn(result: TrailOfSignIn, requestId: string): Promise<void>;
  signOut(accountId: string): Promise<void>;
  consent(accountId: string, clientId: string, agreed: boolean, requestId: string): Promise<void>;
  /** That an account was linked to the national e-ID, or made for it. */
  linked(accountId: string, isNew: boolean): Promise<void>;
  systemSignIn(clientId: string): Promise<void>;
  systemRefused(clientId: string | undefined): Promise<void>;
}

/** Makes it. A try under a known name stands under that account. */
export function auditTrail(
  audit: Audit,
  find: (id: string) => Promise<Omit<Actor, 'requestId'> | undefined>,
): Trail {
  const who = async (accountId: string | undefined, requestId: string): Promise<Actor> => {
    const known = accountId === undefined ? undefined : await find(accountId);
    return known ? { ...known, requestId } : anonymousActor(requestId);
  };
  const system = (clientId: string | undefined): Actor => ({
    ...anonymousActor('oidc'),
    ...(clientId === undefined ? {} : { kind: 'system', accountId: clientId, roles: ['integration'] }),
    purpose: 'exchange',
  });
  return {
    async signIn(result, requestId) {
      const accountId = 'accountId' in result ? result.accountId : undefined;
      const query = result.ok ? undefined : `identity.${result.reason}`;
      const actor = await who(accountId, requestId);
      await audit.append({
        actor,
        action: 'sign-in',
        outcome: result.ok ? 'ok' : 'refused',
        ...(query ? { query } : {}),
      });
    },
    async signOut(accountId) {
      await audit.append({ actor: await who(accountId, 'oidc'), action: 'sign-out', outcome: 'ok' });
    },
    async consent(accountId, clientId, agreed, requestId) {
      const actor = await who(accountId, requestId);
      const query = `identity.consent ${clientId}`;
      await audit.append({ actor, action: 'operation', query, outcome: agreed ? 'ok' : 'refused' });
    },
    async linked(accountId, isNew) {
      const query = isNew ? 'identity.e-id-account' : 'identity.e-id-link';
      await audit.append({ actor: await who(accountId, 'oidc'), action: 'operation', query, outcome: 'ok' });
    },
    systemSignIn: (clientId) => audit.append({ actor: system(clientId), action: 'sign-in', outcome: 'ok' }),
    systemRefused: (clientId) =>
      audit.append({ actor: system(clientId), action: 'sign-in', outcome: 'refused' }),
  };
}
