import type { Identifier, Patient } from '@medplum/fhirtypes';

/** A record without the numbers that only somebody else bore before; undefined where it has none of them. */
export function withoutNumbersOf(
  patient: Patient,
  other: Patient,
  bearers: readonly Patient[],
): Patient | undefined {
  const theirs = new Set(bearers.flatMap(({ identifier = [] }) => identifier.map(nameOf)));
  const foreign = new Set((other.identifier ?? []).map(nameOf).filter((name) => !theirs.has(name)));
  const { identifier = [], ...rest } = patient;
  const kept = identifier.filter((one) => !foreign.has(nameOf(one)));
  if (kept.length === identifier.length) return undefined;
  return kept.length === 0 ? rest : { ...rest, identifier: kept };
}

const nameOf = ({ system = '', value = '' }: Identifier): string => `${system}|${value}`;
