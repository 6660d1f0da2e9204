import type { FastifyInstance } from 'fastify';
import type { Log } from '../../context.ts';
import type { Role } from '../../module/define-module.ts';
import type { EIdSettings } from '../../settings/e-id-settings.ts';
import type { Database } from '../../sql/database.ts';
import type { Trail } from '../audit-trail.ts';
import { upstreamReturnPath, upstreamRoutes } from '../routes/upstream-routes.ts';
import type { StepParts } from '../routes/with-sign-in.ts';
import type { NumberHolder } from './decide.ts';
import { enterFromUpstream } from './enter.ts';
import { createUpstreamClient } from './upstream-client.ts';

/** What identity is given for the sign-in by the national e-ID. */
export interface EIdParts extends EIdSettings {
  /** Inner hosts that may be called. */
  readonly outgoingAllow: readonly string[];
  /** Who in the record holds a personal number now. */
  readonly findHolders: (personalNumber: string) => Promise<readonly NumberHolder[]>;
}

/** Mounts the way to the e-ID and back. */
export async function mountUpstream(
  http: FastifyInstance,
  eId: EIdParts,
  parts: {
    readonly database: Database;
    readonly publicUrl: string;
    readonly roles: ReadonlyMap<string, Role>;
    readonly now: () => Date;
    readonly log: Log;
    readonly trail: Trail;
    readonly steps: StepParts;
  },
): Promise<void> {
  const { database, roles, now, log, trail } = parts;
  const client = createUpstreamClient(eId, `${parts.publicUrl}${upstreamReturnPath}`);
  const entering = {
    database,
    roles,
    findHolders: eId.findHolders,
    onLinked: (accountId: string, isNew: boolean) => trail.linked(accountId, isNew),
  };
  await http.register((scope) =>
    upstreamRoutes(scope, {
      ...parts.steps,
      database,
      now,
      client,
      enter: (issuer, person) => enterFromUpstream(entering, issuer, person, now()),
      onTrouble: ({ trouble, cause }) =>
        log.warn('identity: e-id', { trouble, cause: cause instanceof Error ? cause.name : '' }),
    }),
  );
}
