import type { Immunization, Organization, Patient } from '@medplum/fhirtypes';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { SentDose } from '../../doors/api.ts';
import { personalNumberOf, type MotherKey } from './find-mother.ts';
import { dayFrom } from '../domain/from-fhir.ts';

/** What a dose is told from. */
export interface DoseResources {
  readonly dose: Immunization & { readonly id: string };
  readonly patient: Patient;
  /** The mother's number and the order of birth, of a baby without a number of its own. */
  readonly mother?: MotherKey;
  readonly facility?: Organization;
}

/** Why a dose cannot be told yet: what is missing in the record. */
export type Untellable = 'no-number' | 'no-birth-day' | 'no-sex' | 'no-day';

/**
 * The facts of a dose that the national system asks for.
 * @source QĐ 3891/QĐ-BYT 2025 (mandatory: who, vaccine, day, order of the dose, facility, antigen)
 */
export function sentDoseOf({ dose, patient, mother, facility }: DoseResources): SentDose | Untellable {
  const coding = dose.vaccineCode.coding ?? [];
  const code = (system: string) => coding.find((one) => one.system === system)?.code;
  const number = personalNumberOf(patient);
  const { birthDate, gender } = patient;
  const on = dayFrom(dose.occurrenceDateTime);
  if (on === undefined) return 'no-day';
  if (birthDate?.length !== 10) return 'no-birth-day';
  if (gender !== 'male' && gender !== 'female') return 'no-sex';
  if (number === undefined && mother === undefined) return 'no-number';
  const protocol = dose.protocolApplied?.[0];
  const [cvx, doseCode] = [code(codeSystem.cvx), code(codeSystem.vaccineDose)];
  const facilityCode = facility?.identifier?.find(
    ({ system }) => system === identifierSystem.facility,
  )?.value;
  const who =
    number === undefined ? { motherNumber: mother!.number, birthOrder: mother!.birthOrder } : { number };
  return {
    ref: dose.id,
    person: {
      ...who,
      birthDate,
      name: patient.name?.find(({ use }) => use !== 'old')?.text ?? '—',
      sex: gender,
    },
    vaccine: dose.vaccineCode.text ?? doseCode ?? cvx ?? '—',
    antigens: (protocol?.targetDisease ?? []).flatMap(
      ({ text, coding: list }) => text ?? list?.[0]?.code ?? [],
    ),
    on,
    ...(cvx !== undefined && { cvx }),
    ...(doseCode !== undefined && { doseCode }),
    ...(protocol?.doseNumberPositiveInt !== undefined && { doseNumber: protocol.doseNumberPositiveInt }),
    ...(dose.lotNumber !== undefined && { lot: dose.lotNumber }),
    ...(facilityCode !== undefined && { facilityCode }),
    ...(facility?.name !== undefined && { facilityName: facility.name }),
  };
}
