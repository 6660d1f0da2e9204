import type { Address, ContactPoint, HumanName, Identifier, Reference } from '@medplum/fhirtypes';
import type { Repetition } from '../message.ts';
import { compact } from './map-context.ts';
import { codingSystem } from './codes.ts';

/**
 * Whole name of an XPN (family ^ given ^ middle) in Vietnamese order: family, middle, given ("Nguyễn" "Thị" "Hoa"). Systems that put the
 * whole name into one component come out right as well.
 */
export function fullName(name: Repetition, first = 1): string {
  return [name.component(first), name.component(first + 2), name.component(first + 1)]
    .filter((part) => part !== '')
    .join(' ')
    .replace(/\s+/g, ' ');
}

/** XPN as a HumanName; given names are middle then given, the order in which they are said here. */
export function readName(name: Repetition | undefined): HumanName | undefined {
  if (name === undefined) return undefined;
  const text = fullName(name);
  if (text === '') return undefined;
  const given = [name.component(3), name.component(2)].filter((part) => part !== '');
  return compact({
    text,
    family: name.component(1),
    given,
    prefix: [name.component(5)].filter((part) => part !== ''),
  });
}

/** @source HL7 v2 tables 0201 (telecommunication use code) and 0202 (equipment type) */
export function readTelecom(field: Repetition): ContactPoint | undefined {
  const equipment = field.component(3);
  const mail = field.component(4);
  const isMail = equipment === 'Internet' || equipment === 'X.400' || field.component(2) === 'NET';
  const number = [field.component(5), field.component(6), field.component(7)]
    .filter((part) => part !== '')
    .join('');
  const value = isMail && mail !== '' ? mail : field.component(1) || field.component(12) || number || mail;
  if (value === '') return undefined;
  const system: NonNullable<ContactPoint['system']> =
    (isMail || /^[^\s@]+@[^\s@]+$/.test(value)) && value.includes('@')
      ? 'email'
      : (equipmentSystems[equipment] ?? 'phone');
  const use = equipment === 'CP' ? 'mobile' : telecomUses[field.component(2)];
  return compact({ system, value, ...(use === undefined ? {} : { use }) });
}

const equipmentSystems: Readonly<Record<string, 'fax' | 'pager'>> = { FX: 'fax', BP: 'pager' };
const telecomUses: Readonly<Record<string, 'home' | 'work' | 'mobile'>> = {
  PRN: 'home',
  ORN: 'home',
  VHN: 'home',
  WPN: 'work',
  PRS: 'mobile',
};

/** XAD: street ^ other ^ city (district or commune) ^ province ^ postal code ^ country. */
export function readAddress(field: Repetition): Address | undefined {
  const line = [field.component(1), field.component(2)].filter((part) => part !== '');
  const [city, state, postalCode, country] = [3, 4, 5, 6].map((at) => field.component(at));
  const text = [...line, city, state].filter((part) => part !== undefined && part !== '').join(', ');
  if (text === '') return undefined;
  const use = addressUses[field.component(7)];
  return compact({
    ...(use === undefined ? {} : { use }),
    text,
    line,
    city: city ?? '',
    state: state ?? '',
    postalCode: postalCode ?? '',
    country: country ?? '',
  });
}

/** @source HL7 v2 table 0190 (address type) */
const addressUses: Readonly<Record<string, 'home' | 'work' | 'temp' | 'old'>> = {
  H: 'home',
  P: 'home',
  L: 'home',
  O: 'work',
  B: 'work',
  C: 'temp',
  BA: 'old',
};

/** System of an assigning authority (HD): an OID where it is given, else its name inside the sending facility. */
export function authoritySystem(field: Repetition, component: number, facilityCode: string): string {
  const oid = field.component(component, 2);
  if (/^\d+(\.\d+)+$/.test(oid)) return `urn:oid:${oid}`;
  const name = field.component(component);
  return name === ''
    ? `urn:sen:hl7v2-id:${facilityCode}`
    : `urn:sen:hl7v2-id:${facilityCode}:${encodeURIComponent(name)}`;
}

/** CX as an Identifier of the sending facility. */
export function readIdentifier(field: Repetition, facilityCode: string): Identifier | undefined {
  const value = field.component(1);
  if (value === '') return undefined;
  const type = field.component(5);
  return compact({
    system: authoritySystem(field, 4, facilityCode),
    value,
    ...(/^[A-Z]{1,6}$/.test(type)
      ? { type: { coding: [{ system: codingSystem('HL70203', facilityCode), code: type }] } }
      : {}),
  });
}

/**
 * XCN (id ^ family ^ given ^ middle ... ^ assigning authority at 9) as a reference that names the health worker without making one: the ids
 * in such fields are the sender's own and would fill the register with strangers.
 */
export function readWorker(field: Repetition | undefined, facilityCode: string): Reference | undefined {
  if (field === undefined) return undefined;
  // Old senders write a worker with subcomponents (NDL-like): id&family&given.
  const nested = field.component(1, 2) !== '';
  const id = field.component(1);
  const name = nested
    ? [field.component(1, 2), field.component(1, 4), field.component(1, 3)]
        .filter((part) => part !== '')
        .join(' ')
    : fullName(field, 2);
  if (id === '' && name === '') return undefined;
  return compact({
    ...(id === '' ? {} : { identifier: { system: authoritySystem(field, 9, facilityCode), value: id } }),
    display: name || id,
  });
}
