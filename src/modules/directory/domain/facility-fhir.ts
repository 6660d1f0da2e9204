import type {
  CodeableConcept,
  ContactPoint,
  HealthcareService,
  Identifier,
  Location,
  Organization,
} from '@medplum/fhirtypes';
import { toFhirAddress } from '#kernel/vietnam/address.ts';
import type { Commune } from '#kernel/vietnam/communes.ts';
import { codeSystem, identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { normalizePhone } from '#kernel/vietnam/phone.ts';
import { provinces } from '#kernel/vietnam/provinces.ts';
import type { FacilityForm } from './facility-form.ts';
import {
  bedsExtension,
  careLevels,
  departments,
  directorySystem,
  facilityKinds,
  ownerships,
  serviceKinds,
  type CareLevel,
  type Department,
  type FacilityKind,
  type OpeningState,
  type Ownership,
} from './facility-words.ts';
import type { Hours, WeekDay } from '#kernel/vietnam/opening-hours.ts';

/** What the record holds of one facility. */
export interface FacilityResources {
  readonly organization: Organization;
  readonly location?: Location | undefined;
  readonly services: readonly HealthcareService[];
}

const identifierOf = {
  registration: identifierSystem.facilityBusinessRegistration,
  licence: identifierSystem.facilityOperatingLicence,
  healthCheck: 'urn:vn:health-check-facility',
  prescription: identifierSystem.prescriptionFacility,
} as const satisfies Record<keyof FacilityForm['codes'], string>;

const statusOf = { open: 'active', paused: 'suspended', closed: 'inactive' } as const;

/** The Organization of a form, laid over what is stored: elements that the form does not know stay as they are. */
export function writeOrganization(form: FacilityForm, commune: Commune, before?: Organization): Organization {
  const known = new Set<string>([identifierSystem.facility, ...Object.values(identifierOf)]);
  const lists = new Set<string>([directorySystem.kind, directorySystem.level, directorySystem.ownership]);
  const identifier: Identifier[] = [
    { system: identifierSystem.facility, value: form.code },
    ...Object.entries(form.codes).flatMap(([name, value]) =>
      value === undefined || value === ''
        ? []
        : [{ system: identifierOf[name as keyof typeof identifierOf], value }],
    ),
    ...(before?.identifier ?? []).filter(({ system }) => !known.has(system ?? '')),
  ];
  const { level, ownership } = form;
  const type: CodeableConcept[] = [
    concept(directorySystem.kind, form.kind, facilityKinds[form.kind].vi),
    ...(level === undefined ? [] : [concept(directorySystem.level, level, careLevels[level].vi)]),
    ...(ownership === undefined
      ? []
      : [concept(directorySystem.ownership, ownership, ownerships[ownership].vi)]),
    ...(before?.type ?? []).filter(({ coding }) =>
      coding?.some(({ system }) => system !== undefined && !lists.has(system)),
    ),
  ];
  const {
    telecom: _telecom,
    address: _address,
    ...kept
  } = before ?? { resourceType: 'Organization' as const };
  const telecom = telecomOf(form);
  return {
    ...kept,
    resourceType: 'Organization',
    identifier,
    active: form.state !== 'closed',
    type,
    name: form.name,
    ...(telecom.length > 0 && { telecom }),
    address: [addressOf(form, commune)],
  };
}

/** The place where the facility is: its state, its hours, its point on the map. */
export function writeLocation(
  form: FacilityForm,
  commune: Commune,
  owner: string,
  before?: Location,
): Location {
  const {
    position: _position,
    hoursOfOperation: _hours,
    availabilityExceptions: _note,
    telecom: _telecom,
    ...kept
  } = before ?? { resourceType: 'Location' as const };
  const telecom = telecomOf(form);
  const hoursOfOperation = form.hours.map(({ days, from, to }) => ({
    daysOfWeek: [...days],
    ...(from === '00:00' && to === '24:00'
      ? { allDay: true }
      : { openingTime: `${from}:00`, closingTime: `${to === '24:00' ? '23:59' : to}:00` }),
  }));
  return {
    ...kept,
    resourceType: 'Location',
    identifier: [{ system: directorySystem.site, value: form.code }],
    status: statusOf[form.state],
    name: form.name,
    mode: 'instance',
    ...(telecom.length > 0 && { telecom }),
    address: addressOf(form, commune),
    physicalType: concept('http://terminology.hl7.org/CodeSystem/location-physical-type', 'si', 'Site'),
    ...(form.latitude !== undefined &&
      form.longitude !== undefined && { position: { longitude: form.longitude, latitude: form.latitude } }),
    managingOrganization: { reference: owner },
    ...(hoursOfOperation.length > 0 && { hoursOfOperation }),
    ...(form.note !== undefined && form.note !== '' && { availabilityExceptions: form.note }),
  };
}

/** One HealthcareService for each service and for each department with beds. */
export function writeServices(form: FacilityForm, owner: string, location: string): HealthcareService[] {
  const base = (key: string): HealthcareService => ({
    resourceType: 'HealthcareService',
    identifier: [{ system: directorySystem.offer, value: `${form.code}/${key}` }],
    active: form.state !== 'closed',
    providedBy: { reference: owner },
    location: [{ reference: location }],
  });
  return [
    ...[...new Set(form.services)].map((service) => ({
      ...base(service),
      category: [concept(directorySystem.service, service, serviceKinds[service].vi)],
      name: serviceKinds[service].vi,
    })),
    ...form.beds
      .filter(({ count }) => count > 0)
      .map(({ department, count }) => ({
        ...base(`beds-${department}`),
        extension: [{ url: bedsExtension, valueUnsignedInt: count }],
        specialty: [concept(directorySystem.department, department, departments[department].vi)],
        name: departments[department].vi,
      })),
  ];
}

/** The form again out of what is stored. What the form has no word for is left out, never guessed. */
export function readFacility({ organization, location, services }: FacilityResources): FacilityForm {
  const valueOf = (system: string): string | undefined =>
    organization.identifier?.find((one) => one.system === system)?.value;
  const coded = (system: string): string | undefined =>
    organization.type?.flatMap(({ coding }) => coding ?? []).find((one) => one.system === system)?.code;
  const telecom = (system: ContactPoint['system']): string | undefined =>
    organization.telecom?.find((one) => one.system === system)?.value;
  const [address] = organization.address ?? [];
  const codes = Object.fromEntries(
    Object.entries(identifierOf).flatMap(([name, system]) => {
      const value = valueOf(system);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  const optional = {
    level: known(careLevels, coded(directorySystem.level)) as CareLevel | undefined,
    ownership: known(ownerships, coded(directorySystem.ownership)) as Ownership | undefined,
    line: address?.line?.join(', '),
    phone: telecom('phone'),
    email: telecom('email'),
    web: telecom('url'),
    latitude: location?.position?.latitude,
    longitude: location?.position?.longitude,
    note: location?.availabilityExceptions,
  };
  return {
    code: valueOf(identifierSystem.facility) ?? '',
    name: organization.name ?? '',
    kind: (known(facilityKinds, coded(directorySystem.kind)) ?? guessKind(organization)) as FacilityKind,
    codes,
    commune: unitOf(organization, 'ward') ?? '',
    state: stateOf(organization, location),
    hours: hoursOf(location).map(({ days, from, to }) => ({ days: [...days], from, to })),
    services: inOrder(serviceKinds, (code) =>
      services.some(
        ({ active, category }) => active !== false && codeIn(category, directorySystem.service) === code,
      ),
    ),
    beds: inOrder(departments, (code) => bedsIn(services, code) !== undefined).map((department) => ({
      department,
      count: bedsIn(services, department) ?? 0,
    })),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
  };
}

/** Codes of a list that hold, in the order of the list: what is stored has no order. */
function inOrder<K extends string>(list: Readonly<Record<K, unknown>>, holds: (code: K) => boolean): K[] {
  return (Object.keys(list) as K[]).filter(holds);
}

function bedsIn(services: readonly HealthcareService[], department: Department): number | undefined {
  const found = services.find(
    ({ active, specialty }) =>
      active !== false && codeIn(specialty, directorySystem.department) === department,
  );
  return found?.extension?.find(({ url }) => url === bedsExtension)?.valueUnsignedInt;
}

/** How a facility stands: what its place says, or that the Organization is not active any more. */
export function stateOf(
  organization: Pick<Organization, 'active'>,
  location?: Pick<Location, 'status'>,
): OpeningState {
  if (organization.active === false || location?.status === 'inactive') return 'closed';
  return location?.status === 'suspended' ? 'paused' : 'open';
}

/** Opening hours as the pages show them. */
export function hoursOf(location: Pick<Location, 'hoursOfOperation'> | undefined): Hours[] {
  return (location?.hoursOfOperation ?? []).flatMap(({ daysOfWeek, allDay, openingTime, closingTime }) => {
    const days = (daysOfWeek ?? []) as WeekDay[];
    if (days.length === 0) return [];
    if (allDay === true) return [{ days, from: '00:00', to: '24:00' }];
    if (openingTime === undefined || closingTime === undefined) return [];
    const to = closingTime.slice(0, 5);
    return [{ days, from: openingTime.slice(0, 5), to: to === '23:59' ? '24:00' : to }];
  });
}

/** Code of the province ('state') or commune ('ward') in the address of an Organization, as it stands since July 2025. */
export function unitOf(
  organization: Pick<Organization, 'address'>,
  url: 'state' | 'ward',
): string | undefined {
  const codings = (organization.address ?? [])
    .flatMap(({ extension }) => extension ?? [])
    .flatMap(({ extension }) => extension ?? [])
    .filter((one) => one.url === url)
    .flatMap(({ valueCodeableConcept }) => valueCodeableConcept?.coding ?? []);
  return codings.find(({ system }) => system === codeSystem.administrativeUnit)?.code;
}

/** Code of a concept in one list. */
export function codeIn(concepts: readonly CodeableConcept[] | undefined, system: string): string | undefined {
  return concepts?.flatMap(({ coding }) => coding ?? []).find((one) => one.system === system)?.code;
}

/** The kind that a name says, where no door told one: 'Trạm Y tế xã …' is a station. */
export function guessKind({ name = '', type }: Pick<Organization, 'name' | 'type'>): FacilityKind {
  const said = `${name} ${type?.map(({ text }) => text ?? '').join(' ') ?? ''}`
    .normalize('NFC')
    .toLowerCase();
  if (said.includes('trạm y tế')) return 'station';
  if (said.includes('bệnh viện')) return 'hospital';
  if (said.includes('trung tâm y tế')) return 'centre';
  if (said.includes('nhà hộ sinh')) return 'maternity';
  if (said.includes('phòng khám đa khoa')) return 'polyclinic';
  return said.includes('phòng khám') ? 'clinic' : 'other';
}

function known(list: object, code: string | undefined): string | undefined {
  return code !== undefined && Object.hasOwn(list, code) ? code : undefined;
}

function concept(system: string, code: string, display: string): CodeableConcept {
  return { coding: [{ system, code, display }] };
}

function telecomOf({ phone, email, web }: FacilityForm): ContactPoint[] {
  const point = (system: NonNullable<ContactPoint['system']>, value: string | undefined): ContactPoint[] =>
    value === undefined || value === '' ? [] : [{ system, value }];
  return [
    ...point('phone', phone === undefined ? undefined : (normalizePhone(phone) ?? phone)),
    ...point('email', email),
    ...point('url', web),
  ];
}

function addressOf({ line }: FacilityForm, commune: Commune): NonNullable<Organization['address']>[number] {
  const province = provinces.get(commune.provinceCode);
  return toFhirAddress(
    { ...(line !== undefined && line !== '' && { line }), commune, ...(province && { province }) },
    'work',
  ) as NonNullable<Organization['address']>[number];
}
