import type { ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import { findDrugs, prescribe, type Prescribed } from '#modules/outpatient/api.ts';
import type { Diagnosis, VisitDraft } from './visit-draft.ts';

/** A visit that comes again and again, ready to be used and changed. */
export interface Habit {
  readonly key: string;
  readonly vi: string;
  readonly en: string;
  readonly reason: string;
  readonly programme?: ProgrammeCode;
  readonly diagnoses: readonly Diagnosis[];
  readonly medicines: readonly Prescribed[];
  /** Days until the next visit. */
  readonly nextAfter?: number;
}

const drug = (words: string, perDose: number, times: number, days: number): Prescribed =>
  prescribe(findDrugs(words, 1)[0]!, perDose, times, days);

/** Commonest visits of a station. Own choice from general knowledge, verify; a worker changes every line of it. */
export const habits: readonly Habit[] = [
  {
    key: 'hypertension',
    vi: 'Tăng huyết áp, tái khám',
    en: 'Hypertension, follow-up',
    reason: 'Tái khám tăng huyết áp, lĩnh thuốc',
    programme: 'hypertension',
    diagnoses: [{ code: 'I10', name: 'Bệnh lý tăng huyết áp' }],
    medicines: [drug('amlodipin', 1, 1, 30)],
    nextAfter: 30,
  },
  {
    key: 'diabetes',
    vi: 'Đái tháo đường, tái khám',
    en: 'Diabetes, follow-up',
    reason: 'Tái khám đái tháo đường, lĩnh thuốc',
    programme: 'diabetes',
    diagnoses: [{ code: 'E11.9', name: 'Bệnh đái tháo đường không phụ thuộc insuline (Chưa có biến chứng)' }],
    medicines: [drug('metformin 500', 1, 2, 30)],
    nextAfter: 30,
  },
  {
    key: 'cold',
    vi: 'Cảm, viêm mũi họng',
    en: 'Cold, sore throat',
    reason: 'Sốt, ho, đau họng',
    diagnoses: [{ code: 'J00', name: 'Viêm mũi họng cấp [cảm thường]' }],
    medicines: [drug('paracetamol 500', 1, 3, 3), drug('vitamin c', 1, 1, 5)],
  },
  {
    key: 'diarrhoea',
    vi: 'Tiêu chảy',
    en: 'Diarrhoea',
    reason: 'Tiêu chảy',
    diagnoses: [{ code: 'A09.9', name: 'Viêm dạ dày - ruột và viêm đại tràng khác không rõ nguyên nhân' }],
    medicines: [drug('muoi bu nuoc', 1, 3, 3), drug('kem gluconat', 1, 1, 10)],
  },
  {
    key: 'antenatal',
    vi: 'Khám thai',
    en: 'Antenatal visit',
    reason: 'Khám thai định kỳ',
    programme: 'antenatal',
    diagnoses: [{ code: 'Z34.9', name: 'Theo dõi thai bình thường, không đặc hiệu' }],
    medicines: [drug('sat fumarat', 1, 1, 30)],
    nextAfter: 30,
  },
  {
    key: 'stomach',
    vi: 'Đau dạ dày',
    en: 'Stomach ache',
    reason: 'Đau thượng vị',
    diagnoses: [{ code: 'K29.7', name: 'Viêm dạ dày, không đặc hiệu' }],
    medicines: [drug('omeprazol', 1, 1, 14)],
  },
];

/** The visit with the habit's reason, diagnoses and medicines; what was measured stays. */
export function takeHabit(draft: VisitDraft, habit: Habit, nextDay: string | undefined): VisitDraft {
  const { programme: _former, ...rest } = draft;
  return {
    ...rest,
    reason: habit.reason,
    ...(habit.programme !== undefined && { programme: habit.programme }),
    diagnoses: habit.diagnoses,
    medicines: habit.medicines,
    ...(nextDay !== undefined && { next: nextDay }),
  };
}
