import type { Actor } from '../access/actor.ts';

/** An actor for tests that need one without signing in: Sen itself unless told otherwise. */
export function anActor(part: Partial<Actor> = {}): Actor {
  return {
    kind: 'platform',
    accountId: 'sen',
    display: 'Sen',
    roles: [],
    permissions: new Set(),
    scopes: [],
    purpose: 'system',
    language: 'vi',
    requestId: 'test',
    ...part,
  };
}
