import type { Dialect } from '../registers/ask-register.ts';
import { populationPerson, type PopulationPerson } from './protocol.ts';

/** The national population database. Paths: own convention, verify. */
export const population: Dialect<PopulationPerson> = {
  register: 'population',
  paths: { one: '/v1/verify-one', many: '/v1/verify-many' },
  person: populationPerson,
};
