import type { ImmunizationRecommendation } from '@medplum/fhirtypes';
import * as z from 'zod';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { Operation } from '#platform/module/define-module.ts';
import { forecast } from '../domain/forecast.ts';
import { recommendationOf } from '../domain/to-fhir.ts';
import { factsOf } from '../routes/read-forecast.ts';

/** Patient/[id]/$immunization-forecast: what is due to one person, as an ImmunizationRecommendation that is stored nowhere. */
export const immunizationForecast: Operation<{ readonly id: string }, ImmunizationRecommendation> = {
  code: 'immunization-forecast',
  title: { vi: 'Tính lịch tiêm chủng', en: 'Forecast vaccinations' },
  level: 'instance',
  resourceTypes: ['Patient'],
  affectsState: false,
  allow: 'record.read',
  parameters: [],
  input: z.object({ id: z.string() }),
  async handle(ctx, { id }) {
    const facts = await factsOf(ctx, id);
    return recommendationOf(id, forecast(facts, dayInVietnam(ctx.now())), ctx.now());
  },
};
