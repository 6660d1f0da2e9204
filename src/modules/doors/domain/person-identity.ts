import type { Identifier, Patient } from '@medplum/fhirtypes';
import { hospitalNumberSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseInsuranceCard } from '#kernel/vietnam/insurance-card.ts';

/** An insurance card as a message names it. */
export interface CardNumber {
  /** 15 characters or the 10-digit form. */
  readonly number: string;
  /** FHIR dates of validity. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** What a message says about who somebody is. All strings as given, trimmed. */
export interface PersonIdentity {
  /** Code of the facility that speaks; its hospital numbers are unique only there. */
  readonly facility: string;
  /** 12-digit personal number. */
  readonly personalNumber?: string | undefined;
  readonly oldIdentityCard?: string | undefined;
  readonly passport?: string | undefined;
  readonly insuranceCards?: readonly (string | CardNumber)[] | undefined;
  readonly hospitalNumber?: string | undefined;
  /** Names somebody who has none of the numbers above, so that the same message finds the same person again. */
  readonly temporaryKey?: string | undefined;
  /** Whole name as given, any case, any Unicode form. */
  readonly name?: string | undefined;
  /** FHIR date, also a year alone. */
  readonly birthDate?: string | undefined;
  readonly gender?: NonNullable<Patient['gender']> | undefined;
  /** The rest of a Patient: address, telecom, extension, contact, communication... Fills what is not known yet. */
  readonly more?: Partial<Patient> | undefined;
}

/** Fields of PersonIdentity that can point to a person; a refusal names one. */
export type NumberField =
  'personalNumber' | 'oldIdentityCard' | 'passport' | 'insuranceCards' | 'hospitalNumber' | 'temporaryKey';

/** A number with the field it came from. */
export interface ClaimedNumber {
  readonly field: NumberField;
  readonly identifier: Identifier & { readonly system: string; readonly value: string };
}

/** What hospitals write when they have no number: zeros only. */
const placeholder = /^0*$/;

/** All numbers of an identity as FHIR identifiers, the strongest first. A number made of zeros says nothing and is left out. */
export function claimedNumbers(identity: PersonIdentity): ClaimedNumber[] {
  const numbers: ClaimedNumber[] = [];
  const add = (field: NumberField, system: string, value: string | undefined, rest: Identifier = {}) => {
    if (value === undefined || placeholder.test(value)) return;
    if (numbers.some((n) => n.identifier.system === system && n.identifier.value === value)) return;
    numbers.push({ field, identifier: { ...rest, system, value } });
  };
  add('personalNumber', identifierSystem.personalNumber, identity.personalNumber, { use: 'official' });
  add('oldIdentityCard', identifierSystem.oldIdentityCard, identity.oldIdentityCard, { use: 'official' });
  add('passport', identifierSystem.passport, identity.passport, { use: 'official' });
  for (const card of identity.insuranceCards ?? [])
    addCard(add, typeof card === 'string' ? { number: card } : card);
  add('hospitalNumber', hospitalNumberSystem(identity.facility), identity.hospitalNumber, {
    use: 'secondary',
  });
  if (numbers.length === 0)
    add('temporaryKey', identifierSystem.temporary, identity.temporaryKey, { use: 'temp' });
  return numbers;
}

function addCard(
  add: (field: NumberField, system: string, value: string, rest?: Identifier) => void,
  card: CardNumber,
): void {
  const period = card.from === undefined && card.to === undefined ? {} : { period: periodOf(card) };
  const parsed = parseInsuranceCard(card.number);
  if (parsed === undefined || placeholder.test(parsed.socialInsuranceNumber)) return;
  if (parsed.form === 'full')
    add('insuranceCards', identifierSystem.insuranceCard, parsed.number, { use: 'official', ...period });
  add('insuranceCards', identifierSystem.socialInsurance, parsed.socialInsuranceNumber, { use: 'official' });
}

function periodOf(card: CardNumber) {
  return {
    ...(card.from === undefined ? {} : { start: card.from }),
    ...(card.to === undefined ? {} : { end: card.to }),
  };
}
