import type { Coverage, Extension } from '@medplum/fhirtypes';
import { lookup } from '#kernel/terminology/lookup.ts';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { parseInsuranceCard } from '#kernel/vietnam/insurance-card.ts';
import type { InsuredPerson } from '../../doors/api.ts';

/** Where somebody is registered for her first visit (mã ĐKBĐ), with its dates; the former ones stay. */
export const firstRegistrationExtension = 'urn:sen:first-registration';
/** Marks a Coverage as what social insurance says of one card; claims and messages write Coverages of their own. */
export const registerSystem = 'urn:sen:register';

const statuses: Readonly<Record<InsuredPerson['state'], Coverage['status']>> = {
  valid: 'active',
  // The card is as it was, only its last day is past.
  expired: 'active',
  'not-yet': 'draft',
  suspended: 'cancelled',
};

/** The value in `registerSystem` by which the Coverage of a card is found again. */
export function coverageMark(card: string): string {
  return `social-insurance:${card}`;
}

/**
 * What social insurance says of somebody's card, as FHIR keeps it; `before` is what it said last. Where nothing changed it is equal to
 * `before`, so that it may be written again. A change of the facility of first registration ends the former one that day.
 * @param today 'YYYY-MM-DD' in Viet Nam
 * @source Law 51/2024/QH15 amending the law on health insurance (first registration, its change); the shape is an own rule, verify
 */
export function coverageOf(
  person: InsuredPerson,
  patientId: string,
  before: Coverage | undefined,
  today: string,
): Coverage {
  const group = parseInsuranceCard(person.card)?.groupCode;
  const groupName = group === undefined ? undefined : lookup(codeSystem.cardGroup, group)?.vi;
  return {
    resourceType: 'Coverage',
    ...(before?.id !== undefined && { id: before.id }),
    ...(before?.meta !== undefined && { meta: before.meta }),
    extension: firstRegistrations(person, before, today),
    identifier: [
      { system: identifierSystem.insuranceCard, value: person.card },
      { system: registerSystem, value: coverageMark(person.card) },
    ],
    status: statuses[person.state],
    type: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
          code: 'PUBLICPOL',
          display: 'public healthcare',
        },
      ],
      text: 'Bảo hiểm y tế',
    },
    subscriberId: person.number,
    beneficiary: { reference: `Patient/${patientId}` },
    period: { start: person.validFrom, ...(person.validTo >= person.validFrom && { end: person.validTo }) },
    payor: [{ display: 'Bảo hiểm xã hội Việt Nam' }],
    ...(group !== undefined && {
      class: [
        {
          type: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/coverage-class', code: 'group' }],
          },
          value: group,
          ...(groupName !== undefined && { name: groupName }),
        },
      ],
    }),
  };
}

/** A former card: it counts no longer, and stays. */
export function endedCoverage(coverage: Coverage, today: string): Coverage {
  const { period } = coverage;
  const end = period?.end !== undefined && period.end < today ? period.end : today;
  const start = period?.start !== undefined && period.start > end ? end : period?.start;
  return { ...coverage, status: 'cancelled', period: { ...(start !== undefined && { start }), end } };
}

/** The facility of first registration now, first, and those before it. */
function firstRegistrations(person: InsuredPerson, before: Coverage | undefined, today: string): Extension[] {
  const known = (before?.extension ?? []).filter(({ url }) => url === firstRegistrationExtension);
  const [current, ...former] = known;
  if (current !== undefined && codeOf(current) === person.facilityCode) return known;
  const now: Extension = {
    url: firstRegistrationExtension,
    extension: [
      {
        url: 'facility',
        valueReference: {
          type: 'Organization',
          identifier: { system: identifierSystem.facility, value: person.facilityCode },
          ...(person.facilityName !== undefined && { display: person.facilityName }),
        },
      },
      // Since when is known only of a change that was seen; the first one counts from the card's first day.
      { url: 'period', valuePeriod: { start: current === undefined ? person.validFrom : today } },
    ],
  };
  return [now, ...(current === undefined ? [] : [ended(current, today)]), ...former];
}

function codeOf({ extension }: Extension): string | undefined {
  return extension?.find(({ url }) => url === 'facility')?.valueReference?.identifier?.value;
}

function ended(one: Extension, today: string): Extension {
  return {
    ...one,
    extension: (one.extension ?? []).map((part) =>
      part.url === 'period' ? { ...part, valuePeriod: { ...part.valuePeriod, end: today } } : part,
    ),
  };
}
