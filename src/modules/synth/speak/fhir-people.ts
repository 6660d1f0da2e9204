import type {
  AllergyIntolerance,
  Bundle,
  BundleEntry,
  Identifier,
  Immunization,
  Organization,
  Patient,
  Practitioner,
  RelatedPerson,
  Resource,
} from '@medplum/fhirtypes';
import { drugs } from '#kernel/terminology/drugs.ts';
import { toFhirAddress } from '#kernel/vietnam/address.ts';
import { ethnicGroups } from '#kernel/vietnam/ethnic-groups.ts';
import {
  codeSystem,
  hospitalNumberSystem,
  identifierSystem,
  vnCore,
} from '#kernel/vietnam/identifier-systems.ts';
import { splitName } from '#kernel/vietnam/person-name.ts';
import { normalizePhone } from '#kernel/vietnam/phone.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import { dayText, fhirTime } from '../domain/days.ts';
import type { Facility, Worker } from '../domain/facility.ts';
import type { GivenDose } from '../domain/immunisations.ts';
import type { Person } from '../domain/person.ts';

const query = (system: string, value: string): string =>
  `identifier=${encodeURIComponent(`${system}|${value}`)}`;

/** Makes it only where nobody carries the identifier yet, so that a bundle sent twice doubles nothing. */
export function once(resource: Resource, system: string, value: string, url?: string): BundleEntry {
  return {
    ...(url !== undefined && { fullUrl: url }),
    resource,
    request: { method: 'POST', url: resource.resourceType, ifNoneExist: query(system, value) },
  };
}

/** Written under an id of the sender's own, so that sending it again changes nothing; one look-up for a whole bundle. */
export function own<R extends Resource>(id: string, resource: R): BundleEntry {
  return { resource: { ...resource, id }, request: { method: 'PUT', url: `${resource.resourceType}/${id}` } };
}

/** A uuid for links inside a bundle; from the index, so that equal stories are equal bytes. */
function personUrl(person: Person): string {
  return `urn:uuid:00000000-0000-4000-8000-${String(person.index).padStart(12, '0')}`;
}

/** A reference by number to what an earlier bundle made. @source FHIR R4, 3.1.0.11.2 conditional references */
export function byNumber(resourceType: string, system: string, value: string): { reference: string } {
  return { reference: `${resourceType}?${query(system, value)}` };
}

const facilityReference = (facility: Facility) =>
  byNumber('Organization', identifierSystem.facility, facility.code);

/** The register of facilities and their health workers. One transaction. */
export function facilityBundle(facilities: readonly Facility[]): Bundle {
  return { resourceType: 'Bundle', type: 'transaction', entry: facilities.flatMap(facilityEntries) };
}

/** The facility and its health workers. */
function facilityEntries(facility: Facility): BundleEntry[] {
  const organization: Organization = {
    resourceType: 'Organization',
    identifier: [{ system: identifierSystem.facility, value: facility.code }],
    active: true,
    type: [{ text: facility.level === 'station' ? 'Trạm y tế' : 'Bệnh viện' }],
    name: facility.name,
    address: [
      toFhirAddress(
        { commune: facility.commune, province: provinces.get(facility.commune.provinceCode)! },
        'work',
      ),
    ] as NonNullable<Organization['address']>,
  };
  return [
    once(organization, identifierSystem.facility, facility.code),
    ...facility.workers.map((worker) =>
      once(practitioner(worker), identifierSystem.practisingLicence, worker.licence),
    ),
  ];
}

function practitioner(worker: Worker): Practitioner {
  const { family, middle, given } = splitName(worker.name);
  return {
    resourceType: 'Practitioner',
    identifier: [{ system: identifierSystem.practisingLicence, value: worker.licence }],
    active: true,
    name: [{ text: worker.name, family, given: [middle, given].filter(Boolean) }],
    gender: worker.sex,
    qualification: [
      {
        identifier: [{ system: identifierSystem.practisingLicence, value: worker.licence }],
        code: { text: 'Bác sĩ' },
      },
    ],
  };
}

/** A citizen as the register of the station knows her. */
export function patientOf(person: Person): Patient {
  const { family, middle, given } = splitName(person.name);
  const phone = person.phone === undefined ? undefined : (normalizePhone(person.phone) ?? person.phone);
  return {
    resourceType: 'Patient',
    extension: [
      {
        url: vnCore.ethnicGroup,
        valueCodeableConcept: {
          coding: [
            {
              system: codeSystem.ethnicGroup,
              code: person.ethnicGroup,
              display: ethnicGroups.get(person.ethnicGroup)!,
            },
          ],
        },
      },
    ],
    identifier: identifiersOf(person),
    active: true,
    name: [{ use: 'official', text: person.name, family, given: [middle, given].filter(Boolean) }],
    ...(phone !== undefined && { telecom: [{ system: 'phone', value: phone, use: 'mobile' }] }),
    gender: person.sex,
    birthDate: dayText(person.born),
    address: [
      toFhirAddress({
        line: person.line,
        commune: person.commune,
        province: provinces.get(person.commune.provinceCode)!,
      }),
    ] as NonNullable<Patient['address']>,
    managingOrganization: facilityReference(person.station),
  };
}

function identifiersOf(person: Person): Identifier[] {
  const { card } = person;
  return [
    { use: 'official', system: identifierSystem.personalNumber, value: person.personalNumber },
    ...(card
      ? [
          {
            use: 'official' as const,
            system: identifierSystem.insuranceCard,
            value: card.number,
            period: { start: dayText(card.from), end: dayText(card.to) },
          },
          { use: 'official' as const, system: identifierSystem.socialInsurance, value: card.number.slice(5) },
        ]
      : []),
    { use: 'secondary', system: hospitalNumberSystem(person.station.code), value: person.hospitalNumber },
  ];
}

/** A household register: the people, who is whose mother, and allergies that were told. One transaction. */
export function registerBundle(people: readonly Person[]): Bundle {
  const here = new Map(people.map((person) => [person.index, person]));
  const entry: BundleEntry[] = [];
  for (const person of people) {
    entry.push(
      once(patientOf(person), identifierSystem.personalNumber, person.personalNumber, personUrl(person)),
    );
    const mother = person.mother === undefined ? undefined : here.get(person.mother);
    if (mother !== undefined) entry.push(...motherAndChild(mother, person));
    if (person.allergy !== undefined) entry.push(allergyEntry(person));
  }
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

/** Each is in the record of the other. */
function motherAndChild(mother: Person, child: Person): BundleEntry[] {
  const relation = (of: Person, to: Person, code: string, display: string): BundleEntry => {
    const value = `${of.personalNumber}-${code}-${to.personalNumber}`;
    const { family, middle, given } = splitName(to.name);
    const resource: RelatedPerson = {
      resourceType: 'RelatedPerson',
      active: true,
      patient: { reference: personUrl(of) },
      relationship: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code, display }] },
      ],
      name: [{ text: to.name, family, given: [middle, given].filter(Boolean) }],
      gender: to.sex,
      birthDate: dayText(to.born),
    };
    return own(`syn-${value}`, resource);
  };
  return [relation(child, mother, 'MTH', 'mother'), relation(mother, child, 'CHILD', 'child')];
}

function allergyEntry(person: Person): BundleEntry {
  const { word, reaction } = person.allergy!;
  const atc = drugs.find((drug) => drug.name === word)?.atc;
  const resource: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'active' },
      ],
    },
    verificationStatus: {
      coding: [
        {
          system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification',
          code: 'confirmed',
        },
      ],
    },
    category: [atc === undefined ? 'food' : 'medication'],
    code: {
      ...(atc !== undefined && { coding: [{ system: codeSystem.atc, code: atc, display: word }] }),
      text: word,
    },
    patient: { reference: personUrl(person) },
    reaction: [{ manifestation: [{ text: reaction }] }],
  };
  return own(`syn-${person.personalNumber}-allergy`, resource);
}

/** Doses that a station gave, of any number of people it has registered before. One transaction. */
export function immunisationBundle(doses: readonly GivenDose[]): Bundle {
  return { resourceType: 'Bundle', type: 'transaction', entry: doses.map(doseEntry) };
}

function doseEntry(given: GivenDose): BundleEntry {
  const { dose, person, facility, worker } = given;
  const resource: Immunization = {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: {
      coding: [
        { system: codeSystem.cvx, code: dose.cvx },
        { system: codeSystem.vaccineDose, code: dose.code },
      ],
      text: dose.vaccine,
    },
    patient: byNumber('Patient', identifierSystem.personalNumber, person.personalNumber),
    occurrenceDateTime: fhirTime(given.at),
    primarySource: true,
    location: { display: facility.name },
    lotNumber: given.lot,
    expirationDate: dayText(given.expires),
    performer: [
      { actor: byNumber('Practitioner', identifierSystem.practisingLicence, worker.licence) },
      { actor: facilityReference(facility) },
    ],
    protocolApplied: [
      { targetDisease: dose.antigens.map((text) => ({ text })), doseNumberPositiveInt: dose.doseNumber },
    ],
  };
  return own(`syn-${person.personalNumber}-${dose.code}`, resource);
}
