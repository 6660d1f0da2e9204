import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readForecast } from '../api.ts';
import { forecast } from '../domain/forecast.ts';
import { forecastView } from '../domain/forecast-view.ts';
import { factsFrom } from '../domain/from-fhir.ts';
import type { PersonFacts } from '../domain/facts.ts';
import { readPeople } from '../plan/read-people.ts';

/** What of one person the forecast is worked out from, by the reader's own right. Errors: record.not-found, immunisation.birth-unknown. */
export async function factsOf(ctx: Context, patientId: string): Promise<PersonFacts> {
  // Says no in the words of the record where she may not be seen.
  await ctx.record.read('Patient', patientId);
  const resources = (await readPeople(ctx, [patientId])).get(patientId);
  if (resources === undefined) throw new AppError('record.not-found');
  const facts = factsFrom(resources);
  if (facts === undefined) throw new AppError('immunisation.birth-unknown');
  return facts;
}

export const readForecastRoute = defineRoute({
  ...readForecast,
  allow: 'record.read',
  handle: async (ctx, { id }) => {
    const facts = await factsOf(ctx, id);
    const today = dayInVietnam(ctx.now());
    return forecastView(facts, forecast(facts, today), today);
  },
});
