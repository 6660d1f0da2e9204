import type { FastifyRequest } from 'fastify';
import type { Actor } from '../../access/actor.ts';
import type { Context } from '../../context.ts';
import type { AnyModule } from '../../module/define-module.ts';
import type { Queryable, Transaction } from '../../sql/database.ts';
import type { ExportFolder } from '../bulk/export-folder.ts';
import type { Subscriptions } from '../subscriptions/subscriptions.ts';
import type { Desk, RecordHost } from '../desk.ts';

/** What the FHIR side of HTTP is given. */
export interface RouteOptions {
  readonly actorOf: (request: FastifyRequest) => Actor;
  /** Address of the base as callers write it, without the last slash. */
  readonly baseUrl: string;
  /** Makes the context in which a module's operation runs. */
  readonly contexts?: (options: {
    readonly actor: Actor;
    readonly module: AnyModule;
    readonly tx?: Transaction;
  }) => Context;
  /** Where exports lie and how one is begun. */
  readonly exports?: {
    readonly folder: ExportFolder;
    readonly enqueue: (q: Queryable, id: string) => Promise<void>;
  };
  /** Who is told of what. */
  readonly subscriptions?: Subscriptions;
  /** The modules whose operations are mounted. */
  readonly registry?: { readonly modules: readonly AnyModule[] };
}

/** What every route works with. */
export interface RouteHost extends RouteOptions {
  readonly record: RecordHost;
  deskFor(request: FastifyRequest): Desk;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route looks at _format and Accept itself: it answers what is no FHIR. */
    ownFormats?: boolean;
  }
}
