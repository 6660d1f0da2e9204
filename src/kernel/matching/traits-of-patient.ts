import type { Address, Identifier, Patient } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '../vietnam/identifier-systems.ts';
import type { AddressTraits } from './homes.ts';
import type { NumberKind, NumberTraits } from './numbers.ts';
import type { PersonTraits } from './person-features.ts';

const kinds: Readonly<Record<string, NumberKind>> = {
  [identifierSystem.personalNumber]: 'personal',
  [identifierSystem.oldIdentityCard]: 'old-card',
  [identifierSystem.passport]: 'passport',
  [identifierSystem.insuranceCard]: 'insurance',
  [identifierSystem.socialInsurance]: 'insurance',
};

/** What a Patient says of who somebody is; former names and addresses count too. */
export function traitsOfPatient(patient: Patient): PersonTraits {
  const names = (patient.name ?? [])
    .toSorted((a, b) => Number(a.use === 'old') - Number(b.use === 'old'))
    .map(({ text, family, given }) => text ?? [family, ...(given ?? [])].filter(Boolean).join(' '))
    .filter((name) => name.trim() !== '');
  return {
    names,
    birthDate: patient.birthDate,
    gender: patient.gender,
    addresses: (patient.address ?? []).map(addressOf),
    phones: (patient.telecom ?? [])
      .filter(({ system }) => system === 'phone' || system === 'sms')
      .flatMap(({ value }) => value ?? []),
    numbers: (patient.identifier ?? []).flatMap(numberOf),
  };
}

function numberOf({ system, value, use, period }: Identifier): NumberTraits[] {
  const kind = system === undefined ? undefined : kinds[system];
  if (kind === undefined || value === undefined) return [];
  return [{ kind, value, ...((use === 'old' || period?.end !== undefined) && { old: true }) }];
}

/** Codes of commune and province stand in the extension, as their day of beginning says; names stand in city and state. */
function addressOf({ line, city, district, state, extension }: Address): AddressTraits {
  const units = (extension ?? []).flatMap((one) => one.extension ?? []);
  const codingOf = (url: string) =>
    units
      .find((one) => one.url === url)
      ?.valueCodeableConcept?.coding?.find(({ system }) => system === codeSystem.administrativeUnit);
  const ward = codingOf('ward');
  const province = codingOf('state');
  return {
    line: line?.join(' '),
    communeCode: ward?.code,
    provinceCode: province?.code,
    codesOf: ward?.version ?? province?.version,
    commune: city ?? district,
    province: state,
  };
}
