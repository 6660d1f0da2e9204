/** A health programme that people are enrolled in, or whose events a station counts. */
export interface Programme {
  readonly code: ProgrammeCode;
  readonly vi: string;
  readonly en: string;
  /**
   * 'register': somebody is in it for a time (an EpisodeOfCare with its begin and end); 'event': something that happened once and is
   * counted (an injury, a death, a talk).
   */
  readonly kind: 'register' | 'event';
}

const list = [
  ['immunisation', 'register', 'Tiêm chủng', 'Immunisation'],
  ['antenatal', 'register', 'Khám thai', 'Antenatal care'],
  ['postnatal', 'register', 'Chăm sóc sau sinh', 'Postnatal care'],
  ['family-planning', 'register', 'Kế hoạch hóa gia đình', 'Family planning'],
  ['child-growth', 'register', 'Theo dõi tăng trưởng trẻ em', 'Child growth'],
  ['nutrition', 'register', 'Dinh dưỡng', 'Nutrition'],
  ['hypertension', 'register', 'Tăng huyết áp', 'Hypertension'],
  ['diabetes', 'register', 'Đái tháo đường', 'Diabetes'],
  ['copd-asthma', 'register', 'COPD và hen', 'COPD and asthma'],
  ['tuberculosis', 'register', 'Lao', 'Tuberculosis'],
  ['mental-health', 'register', 'Sức khỏe tâm thần', 'Mental health'],
  ['hiv', 'register', 'HIV/AIDS', 'HIV/AIDS'],
  ['malaria', 'register', 'Sốt rét', 'Malaria'],
  ['school-health', 'register', 'Y tế trường học', 'School health'],
  ['elderly', 'register', 'Người cao tuổi', 'Older people'],
  ['disability', 'register', 'Người khuyết tật', 'People with disabilities'],
  ['injury', 'event', 'Tai nạn thương tích', 'Injuries'],
  ['death', 'event', 'Tử vong', 'Deaths'],
  ['health-education', 'event', 'Truyền thông giáo dục sức khỏe', 'Health education'],
] as const;

/** Code of a programme in `programmeSystem`. */
export type ProgrammeCode = (typeof list)[number][0];

/** System of the codes below: EpisodeOfCare.type, Appointment.serviceType, CarePlan.category. Own list: no national one is known. */
export const programmeSystem = 'urn:sen:programme';

/**
 * Programmes of a commune health station.
 * @source TT 23/2025/TT-BYT, Annex III (registers A1-A12 of a station); codes are our own
 */
export const programmes: readonly Programme[] = list.map(([code, kind, vi, en]) => ({ code, kind, vi, en }));

const byCode = new Map<string, Programme>(programmes.map((programme) => [programme.code, programme]));

/** A programme by its code; undefined where there is none. */
export function findProgramme(code: string): Programme | undefined {
  return byCode.get(code);
}

/** The CodeableConcept that names a programme in a resource, in Vietnamese. */
export function programmeConcept(code: ProgrammeCode): {
  readonly coding: { readonly system: string; readonly code: string; readonly display: string }[];
  readonly text: string;
} {
  const { vi } = byCode.get(code)!;
  return { coding: [{ system: programmeSystem, code, display: vi }], text: vi };
}
