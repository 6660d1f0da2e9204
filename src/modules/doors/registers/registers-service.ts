import type { Context } from '#platform/context.ts';
import type { Registers } from '../api.ts';
import { population } from '../population/ask-population.ts';
import { socialInsurance } from '../social-insurance/ask-insurance.ts';
import { askRegister } from './ask-register.ts';
import { readStates } from './line-state.ts';
import { forgetUpdate, readUpdate } from './updates.ts';

/** What other modules ask of the registers, over their lines. */
export function makeRegisters(ctx: Context): Registers {
  return {
    population: (asked) => askRegister(ctx, population, asked),
    insurance: (asked) => askRegister(ctx, socialInsurance, asked),
    states: () => readStates(ctx),
    readUpdate: (id) => readUpdate(ctx, id),
    forgetUpdate: (id) => forgetUpdate(ctx, id),
  };
}
