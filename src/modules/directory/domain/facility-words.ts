import type { Bilingual } from '#kernel/schema.ts';

/**
 * Forms in which care is organised, with codes of our own: the state numbers facilities, not their forms.
 * @source Luật Khám bệnh, chữa bệnh 15/2023/QH15, Art. 48 (forms of organisation); the short list: own rule, verify
 */
export const facilityKinds = {
  hospital: { vi: 'Bệnh viện', en: 'Hospital' },
  centre: { vi: 'Trung tâm y tế', en: 'Medical centre' },
  station: { vi: 'Trạm y tế', en: 'Health station' },
  polyclinic: { vi: 'Phòng khám đa khoa', en: 'Polyclinic' },
  clinic: { vi: 'Phòng khám chuyên khoa', en: 'Specialist clinic' },
  'family-doctor': { vi: 'Phòng khám bác sĩ gia đình', en: 'Family doctor' },
  maternity: { vi: 'Nhà hộ sinh', en: 'Maternity home' },
  dental: { vi: 'Phòng khám răng hàm mặt', en: 'Dental clinic' },
  traditional: { vi: 'Cơ sở y học cổ truyền', en: 'Traditional medicine' },
  diagnostic: { vi: 'Cơ sở xét nghiệm, chẩn đoán', en: 'Laboratory or imaging' },
  emergency: { vi: 'Cấp cứu ngoài bệnh viện', en: 'Ambulance service' },
  other: { vi: 'Cơ sở khác', en: 'Other facility' },
} as const satisfies Record<string, Bilingual>;
export type FacilityKind = keyof typeof facilityKinds;

/** @source Luật Khám bệnh, chữa bệnh 15/2023/QH15, Art. 104 (three technical levels since 2025) */
export const careLevels = {
  initial: { vi: 'Cấp ban đầu', en: 'Initial level' },
  basic: { vi: 'Cấp cơ bản', en: 'Basic level' },
  specialised: { vi: 'Cấp chuyên sâu', en: 'Specialised level' },
} as const satisfies Record<string, Bilingual>;
export type CareLevel = keyof typeof careLevels;

export const ownerships = {
  public: { vi: 'Công lập', en: 'Public' },
  private: { vi: 'Tư nhân', en: 'Private' },
} as const satisfies Record<string, Bilingual>;
export type Ownership = keyof typeof ownerships;

export const openingStates = {
  open: { vi: 'Đang hoạt động', en: 'Open' },
  paused: { vi: 'Tạm ngừng hoạt động', en: 'Closed for a time' },
  closed: { vi: 'Đã ngừng hẳn', en: 'Closed for good' },
} as const satisfies Record<string, Bilingual>;
export type OpeningState = keyof typeof openingStates;

/** What people look for, in their words; codes of our own. */
export const serviceKinds = {
  examination: { vi: 'Khám bệnh', en: 'Consultation' },
  insured: { vi: 'Khám chữa bệnh bảo hiểm y tế', en: 'Care under health insurance' },
  emergency: { vi: 'Cấp cứu', en: 'Emergency' },
  inpatient: { vi: 'Điều trị nội trú', en: 'Inpatient care' },
  surgery: { vi: 'Phẫu thuật', en: 'Surgery' },
  delivery: { vi: 'Sinh đẻ', en: 'Childbirth' },
  antenatal: { vi: 'Khám thai', en: 'Antenatal care' },
  child: { vi: 'Khám trẻ em', en: 'Children' },
  immunisation: { vi: 'Tiêm chủng', en: 'Immunisation' },
  laboratory: { vi: 'Xét nghiệm', en: 'Laboratory' },
  imaging: { vi: 'Chẩn đoán hình ảnh', en: 'Imaging' },
  dialysis: { vi: 'Lọc máu', en: 'Dialysis' },
  cancer: { vi: 'Điều trị ung bướu', en: 'Cancer care' },
  'mental-health': { vi: 'Sức khoẻ tâm thần', en: 'Mental health' },
  rehabilitation: { vi: 'Phục hồi chức năng', en: 'Rehabilitation' },
  traditional: { vi: 'Y học cổ truyền', en: 'Traditional medicine' },
  dental: { vi: 'Răng hàm mặt', en: 'Dental care' },
  eye: { vi: 'Khám mắt', en: 'Eye care' },
  chronic: { vi: 'Quản lý tăng huyết áp, đái tháo đường', en: 'Hypertension and diabetes care' },
  telehealth: { vi: 'Khám từ xa', en: 'Telehealth' },
} as const satisfies Record<string, Bilingual>;
export type ServiceKind = keyof typeof serviceKinds;

/** Departments that beds stand in; codes of our own. */
export const departments = {
  general: { vi: 'Chung', en: 'General' },
  emergency: { vi: 'Cấp cứu', en: 'Emergency' },
  intensive: { vi: 'Hồi sức tích cực', en: 'Intensive care' },
  internal: { vi: 'Nội', en: 'Internal medicine' },
  surgery: { vi: 'Ngoại', en: 'Surgery' },
  obstetrics: { vi: 'Phụ sản', en: 'Obstetrics' },
  paediatrics: { vi: 'Nhi', en: 'Paediatrics' },
  infectious: { vi: 'Truyền nhiễm', en: 'Infectious diseases' },
  cancer: { vi: 'Ung bướu', en: 'Oncology' },
  'mental-health': { vi: 'Tâm thần', en: 'Mental health' },
  rehabilitation: { vi: 'Phục hồi chức năng', en: 'Rehabilitation' },
  traditional: { vi: 'Y học cổ truyền', en: 'Traditional medicine' },
} as const satisfies Record<string, Bilingual>;
export type Department = keyof typeof departments;

/** `Coding.system` of the lists above. */
export const directorySystem = {
  kind: 'urn:sen:facility-kind',
  level: 'urn:sen:care-level',
  ownership: 'urn:sen:ownership',
  service: 'urn:sen:service-kind',
  department: 'urn:sen:department',
  /** Identifiers by which Sen finds again what it wrote for a facility. */
  site: 'urn:sen:facility-site',
  offer: 'urn:sen:facility-offer',
  post: 'urn:sen:post',
} as const;

/** The extension of a HealthcareService that says how many beds are planned. */
export const bedsExtension = 'urn:sen:planned-beds';

/** Keys of a record with their type. */
export function keysOf<K extends string>(words: Readonly<Record<K, unknown>>): [K, ...K[]] {
  return Object.keys(words) as [K, ...K[]];
}
