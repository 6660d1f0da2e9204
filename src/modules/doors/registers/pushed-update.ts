import type { PopulationUpdate } from '../population/protocol.ts';
import type { InsuranceUpdate } from '../social-insurance/protocol.ts';

/** News of a register. */
export type PushedUpdate =
  | ({ readonly register: 'population' } & PopulationUpdate)
  | ({ readonly register: 'social-insurance' } & InsuranceUpdate);
