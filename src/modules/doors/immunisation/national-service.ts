import type { Context } from '#platform/context.ts';
import type { NationalImmunisation } from '../api.ts';
import { readLines } from '../registers/line-state.ts';
import { forgetUpdate, readNationalUpdate } from '../registers/updates.ts';
import { tellDoses } from './tell-doses.ts';

/** What other modules ask of the national immunisation system, over its line. */
export function makeNationalImmunisation(ctx: Context): NationalImmunisation {
  return {
    tell: (doses) => tellDoses(ctx, doses),
    state: async () => (await readLines(ctx, ['immunisation']))[0]!,
    readUpdate: (id) => readNationalUpdate(ctx, id),
    forgetUpdate: (id) => forgetUpdate(ctx, id),
  };
}
