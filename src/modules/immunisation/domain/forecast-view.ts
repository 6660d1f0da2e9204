import type { ForecastView } from '../api.ts';
import { entriesOf } from './entries.ts';
import type { Circumstance, PersonFacts } from './facts.ts';
import type { Forecast } from './forecast.ts';
import { findSeries } from './national-schedule.ts';

/** The forecast as pages show it. */
export function forecastView(facts: PersonFacts, found: Forecast, today: string): ForecastView {
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
    isNextLate: found.isNextLate,
    entries: entriesOf(facts, today),
  };
}

function dayOf(one: Circumstance): { readonly day?: string } {
  if (one.kind === 'immunoglobulin') return { day: one.on };
  return 'until' in one && one.until !== undefined ? { day: one.until } : {};
}
