import type { Observation } from '@medplum/fhirtypes';
import type { Answer, Form } from '#kernel/fhir/questionnaire/form.ts';
import { toAnswer } from '#kernel/fhir/sdc/to-answer.ts';
import type { LastValue } from './form-context.ts';

/** The newest value of each item that has a code, from Observations of any order; entered-in-error ones do not count. */
export function lastValuesOf(
  form: Form,
  observations: readonly Observation[],
): ReadonlyMap<string, LastValue> {
  const newest = new Map<string, Observation>();
  for (const one of observations) {
    const when = whenOf(one);
    if (when === undefined || one.status === 'entered-in-error' || one.status === 'cancelled') continue;
    for (const { system, code } of one.code.coding ?? []) {
      const key = `${system}|${code}`;
      const known = newest.get(key);
      if (known === undefined || Date.parse(when) > Date.parse(whenOf(known)!)) newest.set(key, one);
    }
  }
  const found = new Map<string, LastValue>();
  for (const item of form.byLinkId.values()) {
    const one = item.codes.flatMap(({ system, code }) => newest.get(`${system}|${code}`) ?? [])[0];
    if (one === undefined) continue;
    const value: unknown = Object.entries(one).find(([key]) => key.startsWith('value'))?.[1];
    const isNumber = item.type === 'decimal' || item.type === 'integer';
    const quantity = value as { value?: unknown; code?: unknown };
    // A number of another unit would mislead beside this field.
    if (
      isNumber &&
      typeof value === 'object' &&
      item.unit?.code !== undefined &&
      quantity.code !== undefined &&
      quantity.code !== item.unit.code
    )
      continue;
    const answer = toAnswer(item.source, isNumber && typeof value === 'object' ? quantity.value : value);
    if (answer !== undefined) found.set(item.linkId, { answer: answer as Answer, when: whenOf(one)! });
  }
  return found;
}

function whenOf({
  effectiveDateTime,
  effectiveInstant,
  effectivePeriod,
  issued,
}: Observation): string | undefined {
  return effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.start ?? issued;
}
