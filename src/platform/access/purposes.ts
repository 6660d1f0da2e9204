import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Purpose } from './access-words.ts';

/** What a purpose is called, and the HL7 code by which a Consent names it. */
export const purposes: Readonly<Record<Purpose, { readonly title: Bilingual; readonly code?: string }>> = {
  own: { title: { vi: 'Việc của chính mình', en: 'Her own affairs' }, code: 'PATRQT' },
  care: { title: { vi: 'Khám chữa bệnh', en: 'Care' }, code: 'TREAT' },
  emergency: { title: { vi: 'Cấp cứu', en: 'Emergency' }, code: 'ETREAT' },
  'public-health': { title: { vi: 'Y tế công cộng', en: 'Public health' }, code: 'PUBHLTH' },
  quality: { title: { vi: 'Chất lượng', en: 'Quality' }, code: 'HOPERAT' },
  insurance: { title: { vi: 'Bảo hiểm y tế', en: 'Health insurance' }, code: 'HPAYMT' },
  research: { title: { vi: 'Nghiên cứu', en: 'Research' }, code: 'HRESCH' },
  administration: { title: { vi: 'Quản trị', en: 'Administration' } },
  exchange: { title: { vi: 'Trao đổi giữa các hệ thống', en: 'Exchange between systems' } },
  system: { title: { vi: 'Việc của hệ thống', en: 'Work of the system itself' } },
};

/** Header by which a person says why she looks, where her usual purpose is not it. */
export const purposeHeader = 'sen-purpose';

/** The purposes that a role may state; the usual one of an account comes from its roles and needs no header. */
const statedBy: Readonly<Record<string, readonly Purpose[]>> = {
  citizen: ['own'],
  'station-doctor': ['care', 'emergency', 'quality', 'insurance'],
  'station-worker': ['care', 'emergency', 'insurance'],
  'hospital-doctor': ['care', 'emergency', 'quality', 'insurance'],
  nurse: ['care', 'emergency'],
  pharmacist: ['care', 'insurance'],
  receptionist: ['care', 'administration', 'insurance'],
  'public-health-officer': ['public-health'],
  'health-department': ['public-health', 'quality'],
  supervisor: ['quality'],
  'registry-officer': ['administration'],
  administrator: ['administration'],
};

/** The purpose that a header states, if a role of the account allows it. Errors: request.invalid, access.denied. */
export function readPurpose(text: string, roles: readonly string[]): Purpose {
  if (!Object.hasOwn(purposes, text)) {
    const about = { vi: 'Không có mục đích này.', en: 'There is no such purpose.' };
    throw new AppError('request.invalid', { issues: [{ path: purposeHeader, text: about }] });
  }
  const purpose = text as Purpose;
  if (roles.some((role) => statedBy[role]?.includes(purpose))) return purpose;
  throw new AppError('access.denied', { detail: 'a purpose that no role of this account allows' });
}

const byCode = new Map(
  Object.entries(purposes).flatMap(([purpose, { code }]) => (code === undefined ? [] : [[code, purpose]])),
);

/** The purpose that a code of HL7 v3 ActReason means; undefined where Sen has none for it. */
export function purposeOfCode(code: string): Purpose | undefined {
  return byCode.get(code) as Purpose | undefined;
}
