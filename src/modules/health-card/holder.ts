import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';

/** What a card tells of whom it belongs to. */
export interface Holder {
  readonly name: string;
  readonly birthDate?: string;
  readonly gender?: string;
  readonly number?: string;
}

/** Name, birth, sex, and the personal number with its middle hidden. */
export function holderOf(patient: Patient): Holder {
  const number = patient.identifier?.find(
    ({ system, use }) => system === identifierSystem.personalNumber && use !== 'old',
  )?.value;
  return {
    name: patient.name?.find(({ use }) => use !== 'old')?.text ?? '',
    ...(patient.birthDate !== undefined && { birthDate: patient.birthDate }),
    ...(patient.gender !== undefined && { gender: patient.gender }),
    ...(number !== undefined && { number: `${number.slice(0, 3)}••••••${number.slice(-3)}` }),
  };
}
