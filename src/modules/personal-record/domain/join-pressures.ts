import type { Observation, ObservationComponent } from '@medplum/fhirtypes';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import { codeIn } from './concept.ts';
import { momentOf } from './entry-of-test.ts';

/** @source LOINC: systolic, diastolic and the panel of both */
export const pressureCodes = { systolic: '8480-6', diastolic: '8462-4', panel: '85354-9' } as const;

const unusable: ReadonlySet<string> = new Set(['entered-in-error', 'cancelled', 'registered']);

/**
 * Systolic and diastolic pressure sent as two results of one moment become one, as the panel that they are. Only a clear pair is
 * joined: same moment, same visit, same maker, one of each, both usable. The joined one keeps the id of the systolic.
 */
export function joinPressures(observations: readonly Observation[]): Observation[] {
  const pairs = new Map<string, { systolic: Observation[]; diastolic: Observation[] }>();
  for (const one of observations) {
    const code = pressureCode(one);
    const key = code && pairKey(one);
    if (code === undefined || key === undefined) continue;
    const pair = pairs.get(key) ?? { systolic: [], diastolic: [] };
    pairs.set(key, pair);
    pair[code].push(one);
  }
  const joined = new Map<Observation, Observation | undefined>();
  for (const { systolic, diastolic } of pairs.values()) {
    const [high, low] = [systolic[0], diastolic[0]];
    if (!high || !low || systolic.length > 1 || diastolic.length > 1) continue;
    joined.set(high, panelOf(high, low)).set(low, undefined);
  }
  return observations.flatMap((one) => {
    if (!joined.has(one)) return [one];
    const panel = joined.get(one);
    return panel ? [panel] : [];
  });
}

/** Which half of a pressure an observation is, if it is one and may be used. */
export function pressureCode(observation: Observation): 'systolic' | 'diastolic' | undefined {
  if (observation.valueQuantity?.value === undefined || unusable.has(observation.status)) return undefined;
  const code = codeIn(observation.code, codeSystem.loinc);
  if (code === pressureCodes.systolic) return 'systolic';
  return code === pressureCodes.diastolic ? 'diastolic' : undefined;
}

function pairKey(observation: Observation): string | undefined {
  const at = momentOf(observation);
  if (at === undefined) return undefined;
  const makers = (observation.performer ?? []).map(({ reference, display }) => reference ?? display ?? '');
  return [at, observation.encounter?.reference ?? '', ...makers].join('|');
}

function panelOf(systolic: Observation, diastolic: Observation): Observation {
  const { valueQuantity: _value, interpretation: _said, referenceRange: _range, ...rest } = systolic;
  const corrected = [systolic, diastolic].find(({ status }) => status !== 'final');
  return {
    ...rest,
    status: corrected?.status ?? 'final',
    code: { coding: [{ system: codeSystem.loinc, code: pressureCodes.panel }] },
    component: [componentOf(systolic), componentOf(diastolic)],
  };
}

function componentOf({
  code,
  valueQuantity,
  interpretation,
  referenceRange,
}: Observation): ObservationComponent {
  return {
    code,
    ...(valueQuantity && { valueQuantity }),
    ...(interpretation && { interpretation }),
    ...(referenceRange && { referenceRange }),
  };
}
