import type { Address, Extension, Patient } from '@medplum/fhirtypes';
import { ethnicGroups } from '#kernel/vietnam/ethnic-groups.ts';
import { codeSystem, vnCore } from '#kernel/vietnam/identifier-systems.ts';
import { isDateRefusal, parseClaimBirth } from '#kernel/vietnam/date.ts';
import { splitJoined } from '#kernel/vietnam/insurance-card.ts';
import { normalizePhone } from '#kernel/vietnam/phone.ts';
import { mergerDay, oldProvinces, provinceOn, provinces } from '#kernel/vietnam/provinces.ts';
import type { Communes } from '#kernel/vietnam/communes.ts';
import type { CardNumber, PersonIdentity } from '../../domain/person-identity.ts';
import type { TakenVisit } from './checked-visit.ts';
import type { ClaimLine } from './claim-line.ts';
import { coded, dayOf } from './map-context.ts';

const extensionBase = 'http://fhir.ehealth.gov.vn/core/StructureDefinition';
const genders = { '1': 'male', '2': 'female', '3': 'other' } as const;

/** Who the visit speaks of. @source QĐ 130/QĐ-BYT 2023, XML1: HO_TEN to GT_THE_DEN */
export function identityOf(visit: TakenVisit, communes: Communes): PersonIdentity {
  const { summary } = visit;
  const number = summary.get('SO_CCCD')?.replace(/[\s.]/g, '').toUpperCase();
  const birth = summary.get('NGAY_SINH');
  const birthDate = birth === undefined ? undefined : parseClaimBirth(birth);
  const gender = summary.get('GIOI_TINH');
  return {
    facility: visit.facility,
    personalNumber: number !== undefined && /^\d{12}$/.test(number) ? number : undefined,
    oldIdentityCard: number !== undefined && /^\d{9}$/.test(number) ? number : undefined,
    passport: number !== undefined && /[A-Z]/.test(number) ? number : undefined,
    insuranceCards: cardsOf(summary),
    hospitalNumber: summary.get('MA_BN'),
    temporaryKey: `${visit.facility}-${visit.key}`,
    name: summary.get('HO_TEN'),
    birthDate: birthDate === undefined || isDateRefusal(birthDate) ? undefined : birthDate.value,
    gender: gender === '1' || gender === '2' || gender === '3' ? genders[gender] : undefined,
    more: restOfPatient(summary, communes),
  };
}

/** Cards of a visit with their days; the lists run parallel, joined with ';'. */
export function cardsOf(summary: ClaimLine): CardNumber[] {
  const from = joined(summary, 'GT_THE_TU');
  const to = joined(summary, 'GT_THE_DEN');
  return splitJoined(summary.get('MA_THE_BHYT') ?? '').map((number, i) => ({
    number,
    from: dayOf(from[i]),
    to: dayOf(to[i]),
  }));
}

function joined(summary: ClaimLine, field: string): string[] {
  return (summary.get(field) ?? '').split(';').map((part) => part.trim());
}

function restOfPatient(summary: ClaimLine, communes: Communes): Partial<Patient> {
  const rest: Partial<Patient> = {};
  const extension = extensionsOf(summary);
  const address = addressOf(summary, communes);
  const phone = summary.get('DIEN_THOAI');
  if (extension.length > 0) rest.extension = extension;
  if (address !== undefined) rest.address = [address];
  if (phone !== undefined) rest.telecom = [{ system: 'phone', value: normalizePhone(phone) ?? phone }];
  return rest;
}

/** Claims write 000 for Việt Nam; other countries keep the code of the claim list. */
function extensionsOf(summary: ClaimLine): Extension[] {
  const found: Extension[] = [];
  const group = summary.get('MA_DANTOC')?.padStart(2, '0');
  const name = group === undefined ? undefined : ethnicGroups.get(group);
  if (group !== undefined && name !== undefined) {
    found.push({
      url: vnCore.ethnicGroup,
      valueCodeableConcept: { coding: [coded(codeSystem.ethnicGroup, group, name)], text: name },
    });
  }
  const country = summary.get('MA_QUOCTICH');
  if (country !== undefined) {
    const coding =
      country === '000'
        ? coded('urn:iso:std:iso:3166', 'VN', 'Việt Nam')
        : coded('urn:vn:ma-quoc-tich', country);
    found.push({ url: `${extensionBase}/extension-nationality`, valueCodeableConcept: { coding: [coding] } });
  }
  const occupation = summary.get('MA_NGHE_NGHIEP');
  if (occupation !== undefined && !/^0+$/.test(occupation)) {
    found.push({
      url: `${extensionBase}/extension-occupation`,
      valueCodeableConcept: { coding: [coded('urn:vn:ma-nghe-nghiep', occupation)] },
    });
  }
  return found;
}

/**
 * Codes of place mean what they meant on the day of the visit; a code that was not in force then is looked for on the other side of the
 * merger, since many systems kept the former lists for a while.
 */
function addressOf(summary: ClaimLine, communes: Communes): Address | undefined {
  const line = summary.get('DIA_CHI');
  const provinceCode = summary.get('MATINH_CU_TRU')?.slice(-2);
  const communeCode = summary.get('MAXA_CU_TRU')?.padStart(5, '0');
  if (line === undefined && provinceCode === undefined && communeCode === undefined) return undefined;
  const day = dayOf(summary.get('NGAY_VAO')) ?? mergerDay;
  const other = day < mergerDay ? mergerDay : '2025-06-30';
  const side = [day, other].find((d) => fits(communes, communeCode, provinceCode, d)) ?? day;
  const commune = communeCode === undefined ? undefined : communes.find(communeCode, side);
  const province = provinceOn(commune?.provinceCode ?? provinceCode ?? '', side);
  const version = side < mergerDay ? 'before-2025-07-01' : mergerDay;
  const codes = [
    ...(provinceCode === undefined
      ? []
      : [unit('state', province?.code ?? provinceCode, province?.name, version)]),
    ...(communeCode === undefined ? [] : [unit('ward', communeCode, commune?.name, version)]),
  ];
  const known = province ?? provinces.get(provinceCode ?? '') ?? oldProvinces.get(provinceCode ?? '');
  return {
    ...(codes.length === 0
      ? {}
      : { extension: [{ url: `${extensionBase}/extension-administrative-address`, extension: codes }] }),
    use: 'home',
    text:
      [line, commune?.name, known?.name].filter((part) => part !== undefined).join(', ') ||
      (communeCode ?? ''),
    ...(line === undefined ? {} : { line: [line] }),
    ...(commune === undefined ? {} : { city: commune.name }),
    ...(known === undefined ? {} : { state: known.name }),
    country: 'VN',
  };
}

function fits(
  communes: Communes,
  communeCode: string | undefined,
  provinceCode: string | undefined,
  day: string,
): boolean {
  const commune = communeCode === undefined ? undefined : communes.find(communeCode, day);
  return commune !== undefined && (provinceCode === undefined || commune.provinceCode === provinceCode);
}

function unit(url: string, code: string, display: string | undefined, version: string): Extension {
  return {
    url,
    valueCodeableConcept: { coding: [{ ...coded(codeSystem.administrativeUnit, code, display), version }] },
  };
}
