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
function once(resource: Resource, system: string, value: string, url: string): BundleEntry {
  return {
    fullUrl: url,
    resource,
    request: { method: 'POST', url: resource.resourceType, ifNoneExist: query(system, value) },
  };
}

const personUrl = (person: Person): string => `urn:uuid:${stableUuid(1, person.index)}`;
const facilityUrl = (facility: Facility): string => `urn:uuid:${stableUuid(2, Number(facility.code))}`;

/** A uuid for links inside a bundle; from numbers, so that equal stories are equal bytes. */
function stableUuid(kind: number, number: number): string {
  return `00000000-0000-4000-8000-${kind}${String(number).padStart(11, '0')}`;
}

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
    once(organization, identifierSystem.facility, facility.code, facilityUrl(facility)),
    ...facility.workers.map((worker, i) =>
      once(
        practitioner(worker),
        identifierSystem.practisingLicence,
        worker.licence,
        `urn:uuid:${stableUuid(3, Number(facility.code) * 10 + i)}`,
      ),
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
    managingOrganization: { reference: facilityUrl(person.station) },
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
  const stations = new Map(people.map((person) => [person.station.code, person.station]));
  const entry: BundleEntry[] = [...stations.values()].map((station) => facilityEntries(station)[0]!);
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
      identifier: [{ system: 'urn:sen:synth:relation', value }],
      active: true,
      patient: { reference: personUrl(of) },
      relationship: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-RoleCode', code, display }] },
      ],
      name: [{ text: to.name, family, given: [middle, given].filter(Boolean) }],
      gender: to.sex,
      birthDate: dayText(to.born),
    };
    return once(
      resource,
      'urn:sen:synth:relation',
      value,
      `urn:uuid:${stableUuid(code === 'MTH' ? 4 : 5, child.index)}`,
    );
  };
  return [relation(child, mother, 'MTH', 'mother'), relation(mother, child, 'CHILD', 'child')];
}

function allergyEntry(person: Person): BundleEntry {
  const { word, reaction } = person.allergy!;
  const atc = drugs.find((drug) => drug.name === word)?.atc;
  const resource: AllergyIntolerance = {
    resourceType: 'AllergyIntolerance',
    identifier: [{ system: 'urn:sen:synth:allergy', value: person.personalNumber }],
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
  return once(
    resource,
    'urn:sen:synth:allergy',
    person.personalNumber,
    `urn:uuid:${stableUuid(6, person.index)}`,
  );
}

/** The immunisation book of one child, as a station sends it. One transaction. */
export function immunisationBundle(person: Person, doses: readonly GivenDose[]): Bundle {
  const entry: BundleEntry[] = [
    ...facilityEntries(person.station),
    once(patientOf(person), identifierSystem.personalNumber, person.personalNumber, personUrl(person)),
    ...doses.map((dose, i) => doseEntry(dose, i)),
  ];
  return { resourceType: 'Bundle', type: 'transaction', entry };
}

function doseEntry(given: GivenDose, place: number): BundleEntry {
  const { dose, person, facility, worker } = given;
  const value = `${person.personalNumber}-${dose.code}`;
  const at = facility.workers.indexOf(worker);
  const resource: Immunization = {
    resourceType: 'Immunization',
    identifier: [{ system: 'urn:sen:synth:immunisation', value }],
    status: 'completed',
    vaccineCode: {
      coding: [
        { system: codeSystem.cvx, code: dose.cvx },
        { system: codeSystem.vaccineDose, code: dose.code },
      ],
      text: dose.vaccine,
    },
    patient: { reference: personUrl(person) },
    occurrenceDateTime: fhirTime(given.at),
    primarySource: true,
    location: { display: facility.name },
    lotNumber: given.lot,
    expirationDate: dayText(given.expires),
    performer: [
      { actor: { reference: `urn:uuid:${stableUuid(3, Number(facility.code) * 10 + at)}` } },
      { actor: { reference: facilityUrl(facility) } },
    ],
    protocolApplied: [
      { targetDisease: dose.antigens.map((text) => ({ text })), doseNumberPositiveInt: dose.doseNumber },
    ],
  };
  return once(
    resource,
    'urn:sen:synth:immunisation',
    value,
    `urn:uuid:${stableUuid(7, person.index * 100 + place)}`,
  );
}
