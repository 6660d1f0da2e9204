import type { DiagnosticReport, ImagingStudy, Observation, ObservationComponent } from '@medplum/fhirtypes';
import { findVitalSign } from '#kernel/terminology/vital-signs.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Entry, Measure } from '../api.ts';
import { codeIn, conceptText, hasCode, type Reading } from './concept.ts';
import { makeEntry } from './make-entry.ts';
import { flagOf, gravest, measureOf } from './measure.ts';

/** A result or a vital sign: its value, its range, what the laboratory said. */
export function observationEntry(observation: Observation, reading: Reading): Entry | undefined {
  if (observation.status === 'cancelled' || observation.status === 'registered') return undefined;
  const measure = measureOf(observation.valueQuantity, observation.referenceRange);
  const parts = (observation.component ?? []).flatMap((component) => partOf(component, reading));
  const flag = gravest([flagOf(observation.interpretation, measure), ...parts.map((part) => part.flag)]);
  const draft = {
    kind: isVital(observation) ? ('vital' as const) : ('test' as const),
    title: conceptText(observation.code, reading),
    loinc: codeIn(observation.code, codeSystem.loinc),
    at: momentOf(observation),
    measure,
    parts: parts.length > 0 ? parts : undefined,
    detail: measure ? undefined : plainResult(observation, reading) || observation.note?.[0]?.text,
    flag,
  };
  return makeEntry(observation, draft, reading, observation.encounter);
}

/** When it was measured. */
export function momentOf(observation: Observation): string | undefined {
  return (
    observation.effectiveDateTime ??
    observation.effectivePeriod?.start ??
    observation.effectiveInstant ??
    observation.issued
  );
}

/** Whether it is a vital sign, by its category or by a code of the list. */
export function isVital(observation: Observation): boolean {
  if (observation.category?.some((category) => hasCode(category, 'vital-signs'))) return true;
  const loinc = codeIn(observation.code, codeSystem.loinc);
  return loinc !== undefined && findVitalSign(loinc) !== undefined;
}

function partOf(
  component: ObservationComponent,
  reading: Reading,
): { name: string; measure: Measure; flag?: NonNullable<Entry['flag']> }[] {
  const measure = measureOf(component.valueQuantity, component.referenceRange);
  if (!measure) return [];
  const flag = flagOf(component.interpretation, measure);
  return [{ name: conceptText(component.code, reading), measure, ...(flag === undefined ? {} : { flag }) }];
}

/** A result that is not a number. */
export function plainResult(observation: Observation | ObservationComponent, reading: Reading): string {
  if (observation.valueCodeableConcept) return conceptText(observation.valueCodeableConcept, reading);
  if (observation.valueRatio)
    return [observation.valueRatio.numerator?.value, observation.valueRatio.denominator?.value]
      .filter((one) => one !== undefined)
      .map(String)
      .join(':');
  if (observation.valueRange)
    return [observation.valueRange.low?.value, observation.valueRange.high?.value]
      .filter((one) => one !== undefined)
      .map(String)
      .join(' – ');
  const value =
    observation.valueString ?? observation.valueInteger ?? observation.valueDateTime ?? observation.valueTime;
  return value === undefined ? '' : String(value);
}

/** A report that says more than its single results do: a conclusion, a picture, a paper. */
export function reportEntry(report: DiagnosticReport, reading: Reading): Entry | undefined {
  if (report.status === 'cancelled' || report.status === 'registered') return undefined;
  const tells =
    report.conclusion !== undefined ||
    (report.conclusionCode ?? []).length > 0 ||
    (report.presentedForm ?? []).length > 0 ||
    (report.media ?? []).length > 0;
  if (!tells && (report.result ?? []).length > 0) return undefined;
  const draft = {
    kind: 'test' as const,
    title: conceptText(report.code, reading),
    at: report.effectiveDateTime ?? report.effectivePeriod?.start ?? report.issued,
    detail: report.conclusion ?? conceptText(report.conclusionCode?.[0], reading),
  };
  return makeEntry(report, draft, reading, report.encounter);
}

/** A study of pictures. */
export function studyEntry(study: ImagingStudy, reading: Reading): Entry {
  const title = study.description ?? conceptText(study.procedureCode?.[0], reading);
  const kinds = (study.modality ?? study.series?.map(({ modality }) => modality) ?? []).map(
    (one) => one?.display ?? one?.code ?? '',
  );
  const draft = {
    kind: 'test' as const,
    title: title === '' ? kinds.join(', ') : title,
    at: study.started,
    detail: title === '' ? study.series?.[0]?.bodySite?.display : kinds.join(', '),
  };
  return makeEntry(study, draft, reading, study.encounter);
}
