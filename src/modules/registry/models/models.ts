import { createAssessor, type Assessor } from '#kernel/matching/assess.ts';
import { isModel, type MatchModel } from '#kernel/matching/model.ts';
import type { Context } from '#platform/context.ts';

let shipped: Promise<MatchModel> | undefined;

/** The model that comes with the programme: learnt by the benchmark from its invented country, until one is learnt from the people here. */
export function shippedModel(): Promise<MatchModel> {
  shipped ??= import('#kernel/matching/shipped-model.json', { with: { type: 'json' } }).then(
    (read) => read.default as unknown as MatchModel,
  );
  return shipped;
}

const assessors = new Map<string, Assessor>();

/** What scores now. */
export async function assessorInUse(ctx: Context): Promise<Assessor> {
  const [row] = await ctx.sql.query<{ version: string }>(
    `select version from registry.model where state = 'in-use'`,
  );
  return assessorOf(ctx, row?.version);
}

/** What scores by a version that was read just now; the shipped one where there is none. */
export async function assessorOf(ctx: Context, version: string | undefined): Promise<Assessor> {
  let assessor = assessors.get(version ?? '');
  if (assessor === undefined) {
    assessor = createAssessor(version === undefined ? await shippedModel() : await readModel(ctx, version));
    // Versions never change, and one is in use: a former one goes.
    assessors.clear();
    assessors.set(version ?? '', assessor);
  }
  return assessor;
}

/** A learnt model by its version. */
export async function readModel(ctx: Context, version: string): Promise<MatchModel> {
  const [row] = await ctx.sql.query<{ model: unknown }>(
    'select model from registry.model where version = $1',
    [version],
  );
  const model = row?.model;
  return isModel(model) ? model : shippedModel();
}
