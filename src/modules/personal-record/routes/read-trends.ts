import type { Observation } from '@medplum/fhirtypes';
import { defineRoute } from '#platform/module/define-module.ts';
import { readTrends } from '../api.ts';
import { seriesOf } from '../domain/series.ts';
import { reportsByResult, settleObservations } from '../domain/settle-observations.ts';
import { loadRecord, readingFor } from './load-record.ts';

export const readTrendsRoute = defineRoute({
  ...readTrends,
  allow: 'record.read',
  async handle(ctx, { patientId }) {
    const { resources } = await loadRecord(ctx, patientId, ['Observation', 'DiagnosticReport']);
    const observations = settleObservations(resources, reportsByResult(resources)).filter(
      (one): one is Observation => one.resourceType === 'Observation',
    );
    return { series: seriesOf(observations, await readingFor(ctx, observations)) };
  },
});
