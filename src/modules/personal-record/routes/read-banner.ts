import type { AllergyIntolerance, Coverage } from '@medplum/fhirtypes';
import { defineRoute } from '#platform/module/define-module.ts';
import { readBanner, revealNumbers } from '../api.ts';
import { numbersOf, personOf } from '../domain/person.ts';
import { allergiesOf, insuranceOf } from '../domain/summary.ts';
import { loadRecord, readingFor } from './load-record.ts';

export const readBannerRoute = defineRoute({
  ...readBanner,
  allow: 'record.read',
  async handle(ctx, { patientId }) {
    const { patient, resources } = await loadRecord(ctx, patientId, ['AllergyIntolerance', 'Coverage']);
    const reading = await readingFor(ctx, resources);
    const allergies = resources.filter(
      (one): one is AllergyIntolerance => one.resourceType === 'AllergyIntolerance',
    );
    const coverages = resources.filter((one): one is Coverage => one.resourceType === 'Coverage');
    return {
      person: personOf(patient),
      allergies: allergiesOf(allergies, reading),
      insurance: insuranceOf(coverages, patient, ctx.now()),
    };
  },
});

export const revealNumbersRoute = defineRoute({
  ...revealNumbers,
  allow: 'record.read',
  async handle(ctx, { patientId }) {
    const { patient } = await loadRecord(ctx, patientId, []);
    return { numbers: numbersOf(patient) };
  },
});
