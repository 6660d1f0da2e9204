import type { Context } from '#platform/context.ts';
import type { RegistryPeople } from '../api.ts';
import { matchPatient } from './match.ts';
import { registerPerson } from './register.ts';

/** What other modules may ask; acts as the caller's actor in her transaction. */
export function makeRegistryPeople(ctx: Context): RegistryPeople {
  return {
    register: (draft, options) => registerPerson(ctx, draft, options),
    match: (draft, limit) => matchPatient(ctx, draft, limit),
  };
}
