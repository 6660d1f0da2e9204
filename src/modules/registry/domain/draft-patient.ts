import type { Address, Identifier, Patient } from '@medplum/fhirtypes';
import { toFhirAddress } from '#kernel/vietnam/address.ts';
import type { Communes } from '#kernel/vietnam/communes.ts';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import { splitName, titleCaseName } from '#kernel/vietnam/person-name.ts';
import { parsePersonalNumber } from '#kernel/vietnam/personal-number.ts';
import { normalizePhone } from '#kernel/vietnam/phone.ts';
import { mergerDay, provinces } from '#kernel/vietnam/provinces.ts';
import type { NumberKind, PersonDraft } from './person-draft.ts';

/** Marks a person known without a personal number; the mark goes when the number comes. Doors write the same. */
export const provisionalTag = { system: 'urn:sen:person-state', code: 'provisional' } as const;
/** Why somebody has no number. */
export const withoutNumberSystem = 'urn:sen:without-number';

/** A Patient of what a desk stated; undefined in `refuse` where a number has not the right form. */
export function patientOfDraft(
  draft: PersonDraft,
  communes?: Communes,
): { readonly patient: Patient } | { readonly refuse: 'registry.number-shape' | 'registry.nothing-said' } {
  const identifiers: Identifier[] = [];
  for (const { kind, value } of draft.numbers) {
    const read = identifiersOf(kind, value);
    if (read === undefined) return { refuse: 'registry.number-shape' };
    identifiers.push(...read);
  }
  const name = draft.name?.trim() ?? '';
  if (name === '' && identifiers.length === 0 && draft.without === undefined)
    return { refuse: 'registry.nothing-said' };
  const hasPersonal = identifiers.some(({ system }) => system === identifierSystem.personalNumber);
  const tags = [
    ...(hasPersonal ? [] : [provisionalTag]),
    ...(draft.without === undefined ? [] : [{ system: withoutNumberSystem, code: draft.without }]),
  ];
  const address = addressOf(draft.address, communes);
  return {
    patient: {
      resourceType: 'Patient',
      ...(tags.length > 0 && { meta: { tag: tags } }),
      active: true,
      ...(identifiers.length > 0 && { identifier: identifiers }),
      ...(name !== '' && { name: [humanName(name)] }),
      ...(draft.gender !== undefined && { gender: draft.gender }),
      ...(draft.birthDate !== undefined && { birthDate: draft.birthDate }),
      ...(draft.phone !== undefined &&
        draft.phone !== '' && {
          telecom: [{ system: 'phone' as const, value: normalizePhone(draft.phone) ?? draft.phone }],
        }),
      ...(address !== undefined && { address: [address] }),
    },
  };
}

/** A name as people read it, in its parts; capitals of claims become a name again. */
export function humanName(name: string): NonNullable<Patient['name']>[number] {
  const text = titleCaseName(name);
  const { family, middle, given } = splitName(text);
  const givens = [middle, given].filter((part) => part !== '');
  return {
    use: 'official',
    text,
    ...(family !== '' && { family }),
    ...(givens.length > 0 && { given: givens }),
  };
}

/** A number of a kind as FHIR keeps it; undefined where it has not its form. A card also gives the social-insurance number in it. */
export function identifiersOf(kind: NumberKind, value: string): Identifier[] | undefined {
  const bare = value.replace(/[\s.-]/g, '').toUpperCase();
  const one = (system: string): Identifier[] => [{ use: 'official', system, value: bare }];
  switch (kind) {
    case 'personal':
      return parsePersonalNumber(bare) === undefined ? undefined : one(identifierSystem.personalNumber);
    case 'old-card':
      return /^\d{9}$/.test(bare) ? one(identifierSystem.oldIdentityCard) : undefined;
    case 'passport':
      return /^[A-Z0-9]{5,15}$/.test(bare) ? one(identifierSystem.passport) : undefined;
    case 'insurance': {
      const card = parseInsuranceCard(bare);
      if (card === undefined) return undefined;
      const social = one(identifierSystem.socialInsurance).map((id) => ({
        ...id,
        value: card.socialInsuranceNumber,
      }));
      return card.form === 'full' ? [...one(identifierSystem.insuranceCard), ...social] : social;
    }
  }
}

/** An address of what was stated, with the codes of today's units. */
export function addressOf(
  place: PersonDraft['address'],
  communes: Communes | undefined,
): Address | undefined {
  if (place === undefined) return undefined;
  const commune = place.commune === undefined ? undefined : communes?.find(place.commune, mergerDay);
  const province = provinces.get(commune?.provinceCode ?? place.province ?? '');
  const line = place.line?.trim();
  if (commune === undefined && province === undefined && (line === undefined || line === ''))
    return undefined;
  return toFhirAddress({
    ...(line !== undefined && line !== '' && { line }),
    ...(commune && { commune }),
    ...(province && { province }),
  }) as Address;
}
