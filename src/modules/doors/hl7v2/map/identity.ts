import type { Identifier, Patient } from '@medplum/fhirtypes';
import type { CardNumber, PersonIdentity } from '../../domain/person-identity.ts';
import type { Message, Repetition, Segment } from '../message.ts';
import { finding, refuse, type Finding } from '../rules.ts';
import { readTime } from '../time.ts';

import { compact } from './map-context.ts';
import { fullName, readAddress, readIdentifier, readTelecom } from './people.ts';

type Kind = 'personalNumber' | 'oldIdentityCard' | 'passport' | 'insuranceCard' | 'hospitalNumber' | 'other';

/** Names of assigning authorities (CX-4) that Vietnamese systems write, without marks, spaces or case. */
const authorities: Readonly<Record<string, Kind>> = {
  CCCD: 'personalNumber',
  SDDCN: 'personalNumber',
  VNEID: 'personalNumber',
  BCA: 'personalNumber',
  VNM: 'personalNumber',
  CMND: 'oldIdentityCard',
  CMTND: 'oldIdentityCard',
  HOCHIEU: 'passport',
  PASSPORT: 'passport',
  BHYT: 'insuranceCard',
  BHXH: 'insuranceCard',
  VSS: 'insuranceCard',
};

/** @source HL7 v2 table 0203 (identifier type) */
const types: Readonly<Record<string, Kind>> = {
  NI: 'personalNumber',
  NNVNM: 'personalNumber',
  CZ: 'personalNumber',
  PPN: 'passport',
  SB: 'insuranceCard',
  HC: 'insuranceCard',
  JHN: 'insuranceCard',
  MR: 'hospitalNumber',
  PI: 'hospitalNumber',
  PT: 'hospitalNumber',
};

const shapes: Readonly<Record<Exclude<Kind, 'other'>, RegExp>> = {
  personalNumber: /^\d{12}$/,
  oldIdentityCard: /^\d{9}$/,
  passport: /^[A-Z0-9]{5,15}$/,
  insuranceCard: /^(?:[A-Z]{2}[1-5]\d{12}|\d{10})$/,
  hospitalNumber: /^\S.{0,99}$/,
};

/**
 * What a CX identifies. The authority speaks before the type; a number whose shape does not fit what it claims to be (a US social security
 * number typed SB) stays an identifier of the sender and never becomes a national one.
 */
function kindOf(field: Repetition): Kind {
  const authority = field
    .component(4)
    .normalize('NFD')
    .replace(/[^A-Za-z]/g, '')
    .toUpperCase();
  const kind =
    authorities[authority] ??
    types[field.component(5).toUpperCase()] ??
    (field.component(5) === '' ? 'hospitalNumber' : 'other');
  return kind !== 'other' && shapes[kind].test(field.component(1).toUpperCase()) ? kind : 'other';
}

/** Reads PID (with NK1-free facts only) into the words of person resolution. Refuses a message whose PID names nobody. */
export function readIdentity(
  message: Message,
  facilityCode: string,
  warn: (finding: Finding) => void,
): PersonIdentity {
  const pid = message.first('PID');
  if (pid === undefined) return refuse('segment-missing', { segment: 'PID' }, 'PID');
  const numbers = new Map<Kind, string[]>();
  const others: Identifier[] = [];
  // PID-2 and PID-4 are the old places of the patient's numbers; they count only where PID-3 is empty.
  const fields =
    pid.repetitions(3).length > 0 ? pid.repetitions(3) : [...pid.repetitions(2), ...pid.repetitions(4)];
  for (const field of fields) {
    const value = field.component(1);
    if (value === '') continue;
    const kind = kindOf(field);
    if (kind === 'other' || (kind === 'hospitalNumber' && numbers.has(kind))) {
      const identifier = readIdentifier(field, facilityCode);
      if (identifier !== undefined) others.push(identifier);
    } else
      numbers.set(kind, [
        ...(numbers.get(kind) ?? []),
        kind === 'hospitalNumber' ? value : value.toUpperCase(),
      ]);
  }
  // A sender whose only number is of a kind of its own still names a person inside its walls.
  // Its kind is part of the number then: file number 12 must never become patient 12.
  const hospitalNumber =
    numbers.get('hospitalNumber')?.[0] ?? (numbers.size === 0 ? foreignNumber(fields[0]) : undefined);
  if (hospitalNumber === undefined && numbers.size === 0)
    return refuse('patient-id-missing', { segment: 'PID', field: 3 });
  const name = pid.repetitions(5).find((one) => fullName(one) !== '');
  return {
    facility: facilityCode,
    personalNumber: numbers.get('personalNumber')?.[0],
    oldIdentityCard: numbers.get('oldIdentityCard')?.[0],
    passport: numbers.get('passport')?.[0],
    insuranceCards: [...(numbers.get('insuranceCard') ?? []), ...readCards(message)],
    hospitalNumber,
    name: name === undefined ? undefined : fullName(name),
    birthDate: readBirthDate(pid, warn),
    gender: readSex(pid, warn),
    more: readMore(pid, others, facilityCode, warn),
  };
}

/** Cards of the patient herself in IN1 (insured relation: self, or not said). */
function readCards(message: Message): CardNumber[] {
  return message.segments.flatMap((in1): CardNumber[] => {
    const number = in1.text(36) || in1.text(49);
    const isOwn = ['', 'SEL', 'S', '1'].includes(in1.text(17).toUpperCase());
    if (in1.name !== 'IN1' || !isOwn || !/^[A-Z]{2}[1-5]\d{12}$/.test(number)) return [];
    return [{ number, from: readTime(in1.text(12))?.date, to: readTime(in1.text(13))?.date }];
  });
}

function foreignNumber(field: Repetition | undefined): string | undefined {
  if (field === undefined || field.component(1) === '') return undefined;
  return [field.component(5) || 'ID', field.component(4), field.component(1)]
    .filter((part) => part !== '')
    .join(':');
}

function readBirthDate(pid: Segment, warn: (finding: Finding) => void): string | undefined {
  const given = pid.text(7);
  if (given === '') return undefined;
  const time = readTime(given);
  if (time === undefined) warn(finding('time-dropped', { segment: 'PID', field: 7 }));
  return time?.date;
}

/** @source HL7 v2 table 0001 (administrative sex); 'Nam' and 'Nữ' are met in practice. */
const sexes: Readonly<Record<string, PersonIdentity['gender']>> = {
  M: 'male',
  F: 'female',
  O: 'other',
  A: 'other',
  U: 'unknown',
  N: 'unknown',
  X: 'other',
  NAM: 'male',
  NỮ: 'female',
  NU: 'female',
};

function readSex(pid: Segment, warn: (finding: Finding) => void): PersonIdentity['gender'] {
  const given = pid.text(8).toUpperCase();
  if (given === '') return undefined;
  const sex = sexes[given];
  if (sex === undefined) warn(finding('sex-unknown', { segment: 'PID', field: 8 }, given.slice(0, 8)));
  return sex ?? 'unknown';
}

function readMore(
  pid: Segment,
  identifier: Identifier[],
  facilityCode: string,
  warn: (finding: Finding) => void,
): Partial<Patient> {
  const marital = pid.text(16);
  const death = readTime(pid.text(29));
  if (pid.text(29) !== '' && death === undefined)
    warn(finding('time-dropped', { segment: 'PID', field: 29 }));
  const dead = pid.text(30) === 'Y';
  const language = pid.text(15);
  return compact({
    identifier,
    telecom: [...pid.repetitions(13), ...pid.repetitions(14)]
      .map(readTelecom)
      .filter((one) => one !== undefined),
    address: pid
      .repetitions(11)
      .map(readAddress)
      .filter((one) => one !== undefined),
    ...(marital === ''
      ? {}
      : {
          maritalStatus:
            /^[A-Z]$/.test(marital) && 'ADILMPSTUW'.includes(marital) && marital !== 'U'
              ? { coding: [{ system: maritalSystem, code: marital }] }
              : { text: pid.text(16, 2) || marital },
        }),
    ...(death === undefined ? (dead ? { deceasedBoolean: true } : {}) : { deceasedDateTime: death.dateTime }),
    ...(/^[a-z]{2}(-[A-Z]{2})?$/.test(language)
      ? { communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: language }] } }] }
      : {}),
  });
}

const maritalSystem = 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus';
