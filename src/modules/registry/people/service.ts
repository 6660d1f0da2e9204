import type { Patient } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import type { Registration, RegistryPeople } from '../api.ts';
import { matchPatient } from './match.ts';
import { registerTogether } from './register-together.ts';
import { settleBirth } from './settle-birth.ts';
import { registerPerson, type RegisterOptions } from './register.ts';

/** What other modules may ask; acts as the caller's actor in her transaction. */
export function makeRegistryPeople(ctx: Context): RegistryPeople {
  return {
    register: (draft, options) => register(ctx, draft, options),
    match: (draft, limit) => matchPatient(ctx, draft, limit),
    settleBirth: (birth) => settleBirth(ctx, birth),
  };
}

/** In the caller's transaction where one is open; otherwise together with others who register at this moment. */
export function register(ctx: Context, draft: Patient, options: RegisterOptions = {}): Promise<Registration> {
  return ctx.inTransaction ? registerPerson(ctx, draft, options) : registerTogether(ctx, draft, options);
}
