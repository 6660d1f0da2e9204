import type { Identifier, Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { InsuredPerson, PopulationPerson } from '../../doors/api.ts';
import type { Side } from './fields.ts';

/** An identifier of a system that is in force on a day; old ones, ones entered in error and ended ones are not. */
export function identifierInForce(patient: Patient, system: string, today: string): Identifier | undefined {
  return patient.identifier?.find(
    (one) =>
      one.system === system &&
      one.use !== 'old' &&
      one.value !== undefined &&
      (one.period?.end === undefined || one.period.end.slice(0, 10) >= today),
  );
}

/** The number that a register is asked by; undefined where the record holds none in force. */
export function askedNumber(
  patient: Patient,
  register: 'population' | 'social-insurance',
  today: string,
): string | undefined {
  if (register === 'population') {
    const value = identifierInForce(patient, identifierSystem.personalNumber, today)?.value;
    return /^\d{12}$/u.test(value ?? '') ? value : undefined;
  }
  const own = identifierInForce(patient, identifierSystem.socialInsurance, today)?.value;
  if (/^\d{10}$/u.test(own ?? '')) return own;
  const card = identifierInForce(patient, identifierSystem.insuranceCard, today)?.value;
  return card === undefined ? undefined : parseInsuranceCard(card)?.socialInsuranceNumber;
}

/** What the record says. */
export function sideOfPatient(
  patient: Patient,
  register: 'population' | 'social-insurance',
  today: string,
): Side {
  const name =
    patient.name?.find(({ use }) => use === 'official') ?? patient.name?.find(({ use }) => use !== 'old');
  const text = name?.text ?? [name?.family, ...(name?.given ?? [])].filter(Boolean).join(' ');
  const home = patient.address?.find(({ use, period }) => use !== 'old' && period?.end === undefined);
  const card = identifierInForce(patient, identifierSystem.insuranceCard, today)?.value;
  const diedOn =
    patient.deceasedDateTime?.slice(0, 10) ?? (patient.deceasedBoolean === true ? 'yes' : undefined);
  return defined({
    name: text === '' ? undefined : text,
    birthDate: patient.birthDate,
    sex: patient.gender,
    address: home?.text ?? [...(home?.line ?? []), home?.city, home?.state].filter(Boolean).join(', '),
    commune: communeOf(patient),
    number: askedNumber(patient, register, today),
    card: card !== undefined && parseInsuranceCard(card)?.form === 'full' ? card : undefined,
    diedOn,
  });
}

/** What the population database says. */
export function sideOfCitizen(person: PopulationPerson): Side {
  const { address } = person;
  return defined({
    name: person.name,
    birthDate: person.birthDate,
    sex: person.sex,
    address: [address?.line, address?.commune, address?.province].filter(Boolean).join(', '),
    commune: address?.communeCode,
    number: person.numberNow ?? person.number,
    diedOn: person.state === 'dead' ? (person.diedOn ?? 'yes') : undefined,
  });
}

/** What social insurance says. */
export function sideOfInsured(person: InsuredPerson): Side {
  return defined({
    name: person.name,
    birthDate: person.birthDate,
    sex: person.sex,
    number: person.numberNow ?? person.number,
    card: person.card,
  });
}

/** The code of the commune where she lives, as the VN Core extension holds it. */
function communeOf(patient: Patient): string | undefined {
  const home = patient.address?.find(({ use, period }) => use !== 'old' && period?.end === undefined);
  for (const extension of home?.extension ?? []) {
    const ward = extension.extension?.find(({ url }) => url === 'ward');
    const coding = ward?.valueCodeableConcept?.coding?.find(
      ({ system }) => system === codeSystem.administrativeUnit,
    );
    // Codes were used again after the merger: those of before cannot be compared with those of today.
    if (coding?.code !== undefined && (coding.version ?? '') >= '2025-07-01') return coding.code;
  }
  return undefined;
}

function defined(side: { readonly [Key in keyof Side]: Side[Key] | undefined }): Side {
  return Object.fromEntries(
    Object.entries(side).filter(([, value]) => value !== undefined && value !== ''),
  ) as Side;
}
