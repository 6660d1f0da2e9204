/** Where an illness is usually cared for. */
export type Place = 'station' | 'district' | 'province';

/** [age, share of people of that age who have it], rising; between two ages on the straight line. */
export type Prevalence = readonly (readonly [number, number])[];

/** An illness that stays: with how many people have it, how often they come and what is done. */
export interface ChronicIllness {
  readonly code: string;
  readonly prevalence: Prevalence;
  /** Factor for each sex; 0 where the other sex cannot have it. */
  readonly male: number;
  readonly female: number;
  /** Days between two visits. */
  readonly everyDays: number;
  readonly at: readonly (readonly [Place, number])[];
  readonly reason: string;
  readonly drugs: readonly string[];
  readonly tests: readonly string[];
  readonly imaging?: string;
}

/**
 * Chronic illnesses of primary care. Shares: of the order that surveys of Viet Nam report (STEPS 2021 and others); they make a
 * population believable, they are no statistics.
 */
// prettier-ignore
export const chronicIllnesses: readonly ChronicIllness[] = [
  { code: 'I10', prevalence: [[25, 0], [35, 0.06], [45, 0.16], [55, 0.3], [65, 0.45], [80, 0.6]], male: 1.1, female: 0.9, everyDays: 60, at: [['station', 7], ['district', 3]], reason: 'Tái khám tăng huyết áp', drugs: ['amlodipin', 'losartan'], tests: ['creatinin', 'kali']},
  { code: 'E11.9', prevalence: [[30, 0], [40, 0.02], [50, 0.07], [60, 0.12], [75, 0.17]], male: 1, female: 1, everyDays: 60, at: [['district', 7], ['station', 3]], reason: 'Tái khám đái tháo đường', drugs: ['metformin', 'gliclazid'], tests: ['glucose', 'hba1c', 'creatinin']},
  { code: 'E78.5', prevalence: [[30, 0], [45, 0.06], [60, 0.15], [80, 0.18]], male: 1, female: 1, everyDays: 120, at: [['district', 1]], reason: 'Kiểm tra mỡ máu', drugs: ['atorvastatin'], tests: ['cholesterol', 'triglycerid', 'hdl', 'ldl', 'ast', 'alt']},
  { code: 'J44.9', prevalence: [[40, 0], [55, 0.03], [70, 0.09]], male: 1.6, female: 0.4, everyDays: 90, at: [['district', 1]], reason: 'Khó thở, tái khám bệnh phổi tắc nghẽn', drugs: ['budesonid', 'salbutamol'], tests: ['cbc'], imaging: 'spirometry'},
  { code: 'J45.9', prevalence: [[3, 0.01], [8, 0.04], [40, 0.04], [70, 0.05]], male: 1, female: 1, everyDays: 120, at: [['district', 1]], reason: 'Khò khè, khó thở', drugs: ['salbutamol', 'budesonid'], tests: ['cbc']},
  { code: 'M17.9', prevalence: [[40, 0], [55, 0.08], [70, 0.22], [80, 0.3]], male: 0.7, female: 1.3, everyDays: 150, at: [['station', 1], ['district', 1]], reason: 'Đau khớp gối', drugs: ['meloxicam', 'glucosamin'], tests: []},
  { code: 'K21.9', prevalence: [[20, 0], [35, 0.04], [60, 0.08]], male: 1, female: 1, everyDays: 180, at: [['station', 1], ['district', 1]], reason: 'Ợ nóng, đau thượng vị', drugs: ['omeprazol', 'domperidon'], tests: []},
  { code: 'I25.9', prevalence: [[45, 0], [60, 0.05], [75, 0.11]], male: 1.2, female: 0.8, everyDays: 90, at: [['district', 1], ['province', 1]], reason: 'Đau ngực, tái khám tim mạch', drugs: ['aspirin', 'bisoprolol', 'atorvastatin'], tests: ['cholesterol', 'ldl', 'creatinin'], imaging: 'ecg'},
  { code: 'N18.3', prevalence: [[50, 0], [65, 0.03], [80, 0.07]], male: 1, female: 1, everyDays: 90, at: [['district', 1], ['province', 1]], reason: 'Tái khám thận', drugs: ['losartan'], tests: ['ure', 'creatinin', 'kali', 'cbc']},
  { code: 'B18.1', prevalence: [[18, 0], [25, 0.03], [60, 0.05]], male: 1.1, female: 0.9, everyDays: 180, at: [['province', 1]], reason: 'Theo dõi viêm gan B', drugs: [], tests: ['ast', 'alt'], imaging: 'abdomen'},
  { code: 'N40', prevalence: [[50, 0], [60, 0.1], [75, 0.25]], male: 1, female: 0, everyDays: 180, at: [['district', 1]], reason: 'Tiểu khó, tiểu đêm', drugs: [], tests: [], imaging: 'abdomen'},
];

/** Share of people of an age who have an illness. */
export function shareAt(prevalence: Prevalence, age: number): number {
  let [fromAge, fromShare] = prevalence[0]!;
  if (age < fromAge) return 0;
  for (const [toAge, toShare] of prevalence) {
    if (age < toAge) return fromShare + ((toShare - fromShare) * (age - fromAge)) / (toAge - fromAge);
    [fromAge, fromShare] = [toAge, toShare];
  }
  return fromShare;
}
