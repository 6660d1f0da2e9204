import type { Bilingual, Schema } from './schema.ts';

/** A right one person may hold: '<module>.<verb>', e.g. 'doors.mend'. */
export type Permission = `${string}.${string}`;

/** Typed name of something another module can ask for; declared in the owner's api.ts. */
export interface ServiceToken<T> {
  readonly id: string;
  readonly __service?: T;
}

/** A fact that has happened, past tense: 'doors.file-taken'. Declared in the owner's api.ts. */
export interface EventType<P> {
  readonly name: `${string}.${string}`;
  readonly version: number;
  readonly payload: Schema<P>;
}

/** HTTP methods a module route may answer. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * The contract half of a route. Lives in api.ts, so the browser and other modules share its types.
 * The input is the path parameters, the query and the JSON body merged into one object (path wins over body, body over query).
 */
export interface Endpoint<I, O> {
  readonly method: Method;
  /** Full path from the root, parameters as ':name', e.g. '/api/doors/quarantine/:id'. */
  readonly path: `/${string}`;
  readonly input: Schema<I>;
  readonly output: Schema<O>;
  /**
   * Set where a device without a network may keep a call of this endpoint and make it once the centre is there: what such a call is called in a
   * list. Its input says when it was done, and the same call made twice is refused or does no harm.
   */
  readonly kept?: Bilingual;
}

/** Declares an endpoint; exists so that input and output types are inferred. */
export function endpoint<I, O>(definition: Endpoint<I, O>): Endpoint<I, O> {
  return definition;
}

/** Declares an event type; exists so that the payload type is inferred. */
export function eventType<P>(definition: EventType<P>): EventType<P> {
  return definition;
}

/** Declares a service token. */
export function serviceToken<T>(id: string): ServiceToken<T> {
  return { id };
}
