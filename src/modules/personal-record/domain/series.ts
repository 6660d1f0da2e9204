import type { Observation, ObservationComponent } from '@medplum/fhirtypes';
import { showUnit } from '#kernel/display/show-number.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { Measure, Series } from '../api.ts';
import { codeIn, conceptText, type Reading } from './concept.ts';
import { isVital, momentOf } from './entry-of-test.ts';
import { vitalRank } from './reading-order.ts';
import { flagOf, measureOf } from './measure.ts';
import { facilityOf, marksOf } from './origin.ts';
import { timeKey } from './timeline.ts';

type Point = Series['lines'][number]['points'][number];

interface Draft {
  readonly series: Omit<Series, 'lines'>;
  readonly lines: Map<string, Point[]>;
}

/**
 * Series are not joined across units: 5 mmol/L and 90 mg/dL stay two charts, because a wrong join draws an illness. Two ways of
 * writing one unit (mm[Hg] and mmHg) are one.
 */
function keyOf(observation: Observation, title: string, unit: string | undefined): string {
  const loinc = codeIn(observation.code, codeSystem.loinc);
  return `${loinc ?? title.toLocaleLowerCase('vi')}|${showUnit(unit, 'vi').normalize('NFKC')}`;
}

function pointOf(
  observation: Observation,
  measure: Measure,
  part: Observation | ObservationComponent,
  reading: Reading,
): Point | undefined {
  const at = momentOf(observation);
  if (at === undefined) return undefined;
  const flag = flagOf(part.interpretation, measure);
  const facility = facilityOf(observation, reading);
  return {
    id: `Observation/${observation.id}`,
    at,
    value: measure.value,
    own: marksOf(observation).includes('own'),
    ...(measure.low === undefined ? {} : { low: measure.low }),
    ...(measure.high === undefined ? {} : { high: measure.high }),
    ...(flag === undefined ? {} : { flag }),
    ...(facility === undefined ? {} : { facility }),
  };
}

/** Every measured number over time (settled observations), a series per test and unit, several lines where one measure has several numbers. */
export function seriesOf(observations: readonly Observation[], reading: Reading): Series[] {
  const drafts = new Map<string, Draft>();
  for (const observation of observations) {
    if (['entered-in-error', 'cancelled', 'registered'].includes(observation.status)) continue;
    const title = conceptText(observation.code, reading);
    const parts: readonly (readonly [string, Observation | ObservationComponent])[] = [
      ['', observation],
      ...(observation.component ?? []).map(
        (component) => [conceptText(component.code, reading), component] as const,
      ),
    ];
    for (const [name, part] of parts) {
      const measure = measureOf(part.valueQuantity, part.referenceRange);
      const point = measure && pointOf(observation, measure, part, reading);
      if (!measure || !point) continue;
      const key = keyOf(observation, title, measure.unit);
      const draft = drafts.get(key) ?? {
        series: describe(observation, key, title, measure.unit),
        lines: new Map<string, Point[]>(),
      };
      drafts.set(key, draft);
      const line = draft.lines.get(name);
      if (line) line.push(point);
      else draft.lines.set(name, [point]);
    }
  }
  return [...drafts.values()].map(finish).toSorted(mostTelling);
}

function describe(
  observation: Observation,
  key: string,
  title: string,
  unit: string | undefined,
): Omit<Series, 'lines'> {
  const code = codeIn(observation.code, codeSystem.loinc);
  return {
    key,
    title,
    kind: isVital(observation) ? 'vital' : 'test',
    ...(code === undefined ? {} : { code }),
    ...(unit === undefined ? {} : { unit }),
  };
}

/** The band of a line is the range of its newest point: laboratories change theirs, the newest is what is judged by now. */
function finish({ series, lines }: Draft): Series {
  return {
    ...series,
    lines: [...lines].map(([name, unordered]) => {
      const points = unordered.toSorted((a, b) => timeKey(a.at).localeCompare(timeKey(b.at)));
      const ranged = points.findLast(({ low, high }) => low !== undefined || high !== undefined);
      return {
        name,
        points,
        ...(ranged?.low === undefined ? {} : { low: ranged.low }),
        ...(ranged?.high === undefined ? {} : { high: ranged.high }),
      };
    }),
  };
}

function countOf(series: Series): number {
  return Math.max(...series.lines.map(({ points }) => points.length));
}

/** Vital signs as a nurse reads them out; tests by how often they were done, those with a unit first. */
function mostTelling(a: Series, b: Series): number {
  if (a.kind !== b.kind) return a.kind === 'vital' ? -1 : 1;
  const byName = a.title.localeCompare(b.title, 'vi');
  if (a.kind === 'vital') return vitalRank(a.code) - vitalRank(b.code) || countOf(b) - countOf(a) || byName;
  return Number(b.unit !== undefined) - Number(a.unit !== undefined) || countOf(b) - countOf(a) || byName;
}
