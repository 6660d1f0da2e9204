import { AppError } from '#kernel/errors.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Context } from '#platform/context.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { readForecast, type ForecastView } from '../api.ts';
import { forecast, type Forecast } from '../domain/forecast.ts';
import { factsFrom } from '../domain/from-fhir.ts';
import type { Circumstance, PersonFacts } from '../domain/facts.ts';
import { findSeries } from '../domain/national-schedule.ts';
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
    return viewOf(facts, forecast(facts, today), today);
  },
});

function viewOf(facts: PersonFacts, found: Forecast, today: string): ForecastView {
  const codes = [...new Set(found.doses.map(({ series }) => series))];
  return {
    birth: facts.birth,
    today,
    doses: found.doses.map(({ given, ...dose }) => ({
      ...dose,
      reasons: [...dose.reasons],
      ...(given !== undefined && { givenOn: given.on, givenName: given.name }),
    })),
    series: codes.map((code) => {
      const { vi, en, obligation, unknown } = findSeries(code)!;
      return { code, vi, en, obligation, unknown: [...unknown] };
    }),
    history: found.history.map(({ given, worth }) => ({
      id: given.id,
      on: given.on,
      name: given.name,
      worth: worth.map((one) => ({ ...one, reasons: [...one.reasons] })),
    })),
    circumstances: facts.circumstances.map((one) => ({ kind: one.kind, ...dayOf(one) })),
    isCompleteUnderOne: found.isCompleteUnderOne,
    compulsory: found.compulsory,
    ...(found.nextDueOn !== undefined && { nextDueOn: found.nextDueOn }),
  };
}

function dayOf(one: Circumstance): { readonly day?: string } {
  if (one.kind === 'immunoglobulin') return { day: one.on };
  return 'until' in one && one.until !== undefined ? { day: one.until } : {};
}
