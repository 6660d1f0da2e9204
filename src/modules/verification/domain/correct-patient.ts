import type { Address, HumanName, Identifier, Patient } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { normalizeName, splitName } from '#kernel/vietnam/person-name.ts';
import { identifierInForce } from './sides.ts';
import type { FieldName, Side } from './fields.ts';

/** Where the population database is asked by a personal number, social insurance by one of its own. */
type Register = 'population' | 'social-insurance';

/**
 * The record with these fields taken from the other side. What stood before stays as old with the day on which it ended: a name under which
 * papers were printed, an address, a number. A number that the other side does not know is given up.
 * @param today 'YYYY-MM-DD'
 */
export function correctPatient(
  patient: Patient,
  theirs: Side,
  take: readonly FieldName[],
  register: Register,
  today: string,
): Patient {
  const taken = new Set(take);
  const next: Patient = { ...patient };
  if (taken.has('name') && theirs.name !== undefined) next.name = withName(patient.name, theirs.name, today);
  if (taken.has('birthDate') && theirs.birthDate !== undefined) {
    next.birthDate = theirs.birthDate;
    // What was said of the former day (its hour) is not true of the new one.
    delete (next as { _birthDate?: unknown })._birthDate;
  }
  if (taken.has('sex') && theirs.sex !== undefined) next.gender = theirs.sex;
  if (taken.has('address') && theirs.address !== undefined)
    next.address = withAddress(patient.address, theirs, today);
  if (taken.has('number'))
    next.identifier = withNumber(patient, numberSystem(register), theirs.number, today);
  if (taken.has('card'))
    next.identifier = withNumber({ ...patient, ...next }, identifierSystem.insuranceCard, theirs.card, today);
  if (taken.has('state')) {
    delete next.deceasedBoolean;
    delete next.deceasedDateTime;
    if (theirs.diedOn === 'yes') next.deceasedBoolean = true;
    else if (theirs.diedOn !== undefined) next.deceasedDateTime = theirs.diedOn;
  }
  return next;
}

export function numberSystem(register: Register): string {
  return register === 'population' ? identifierSystem.personalNumber : identifierSystem.socialInsurance;
}

function withName(names: readonly HumanName[] = [], text: string, today: string): HumanName[] {
  const name = normalizeName(text);
  const { family, middle, given } = splitName(name);
  const written: HumanName = {
    use: 'official',
    text: name,
    ...(family !== '' && { family }),
    given: [middle, given].filter((word) => word !== ''),
    period: { start: today },
  };
  const former = names.map((one): HumanName =>
    one.use === 'official' || one.use === undefined
      ? { ...one, use: 'old', period: { ...one.period, end: today } }
      : one,
  );
  return [written, ...former];
}

function withAddress(addresses: readonly Address[] = [], theirs: Side, today: string): Address[] {
  const written: Address = {
    use: 'home',
    ...(theirs.address !== undefined && { text: theirs.address }),
    country: 'VN',
    period: { start: today },
    ...(theirs.commune !== undefined && { extension: [wardOf(theirs.commune)] }),
  };
  const former = addresses.map((one): Address =>
    one.use === 'home' || one.use === undefined
      ? { ...one, use: 'old', period: { ...one.period, end: today } }
      : one,
  );
  return [written, ...former];
}

function wardOf(code: string): NonNullable<Address['extension']>[number] {
  return {
    url: 'http://fhir.ehealth.gov.vn/core/StructureDefinition/extension-administrative-address',
    extension: [
      {
        url: 'ward',
        valueCodeableConcept: {
          coding: [{ system: codeSystem.administrativeUnit, version: '2025-07-01', code }],
        },
      },
    ],
  };
}

function withNumber(
  patient: Patient,
  system: string,
  value: string | undefined,
  today: string,
): Identifier[] {
  const current = identifierInForce(patient, system, today);
  const rest = (patient.identifier ?? []).map((one): Identifier =>
    one === current ? { ...one, use: 'old', period: { ...one.period, end: today } } : one,
  );
  if (value === undefined || value === current?.value)
    return value === undefined ? rest : [...(patient.identifier ?? [])];
  // A number that was hers before and is hers again.
  const others = rest.filter((one) => one.system !== system || one.value !== value);
  return [...others, { use: 'official', system, value, period: { start: today } }];
}
