import type { Place } from './chronic-illnesses.ts';

/** An illness that comes and goes. */
export interface AcuteIllness {
  readonly code: string;
  /** [from age, to age, cases for each person and year]. */
  readonly rates: readonly (readonly [number, number, number])[];
  readonly sex?: 'male' | 'female';
  /** Months with three times the cases; empty: all the year. */
  readonly season: readonly number[];
  readonly at: readonly (readonly [Place, number])[];
  readonly reason: string;
  readonly drugs: readonly string[];
  readonly tests: readonly string[];
  readonly imaging?: string;
  readonly procedure?: string;
  /** Share that is admitted, and for how many days. */
  readonly admitted?: readonly [share: number, fromDays: number, toDays: number];
  readonly fever?: boolean;
  /** Cause of the injury, a secondary diagnosis. */
  readonly cause?: string;
}

const winter = [11, 12, 1, 2, 3];
const summer = [5, 6, 7, 8];
const rains = [7, 8, 9, 10, 11];

/** Acute illnesses with the ages, sexes and seasons in which they are seen. */
// prettier-ignore
export const acuteIllnesses: readonly AcuteIllness[] = [
  { code: 'J06.9', rates: [[0, 5, 0.7], [6, 14, 0.3], [15, 110, 0.12]], season: winter, at: [['station', 8], ['district', 2]], reason: 'Ho, sốt, sổ mũi', drugs: ['paracetamol', 'acetylcystein'], tests: [], fever: true},
  { code: 'J02.9', rates: [[2, 14, 0.25], [15, 110, 0.1]], season: winter, at: [['station', 1]], reason: 'Đau họng', drugs: ['amoxicilin', 'paracetamol'], tests: [], fever: true},
  { code: 'J20.9', rates: [[0, 5, 0.2], [6, 59, 0.05], [60, 110, 0.12]], season: winter, at: [['station', 1], ['district', 1]], reason: 'Ho có đờm, sốt', drugs: ['amoxicilin', 'ambroxol', 'paracetamol'], tests: ['cbc'], fever: true},
  { code: 'J18.9', rates: [[0, 4, 0.06], [5, 59, 0.006], [60, 110, 0.03]], season: winter, at: [['district', 3], ['province', 1]], reason: 'Sốt cao, thở nhanh', drugs: ['ceftriaxon', 'paracetamol'], tests: ['cbc', 'crp'], imaging: 'chest', admitted: [0.8, 4, 8], fever: true},
  { code: 'A09.9', rates: [[0, 5, 0.3], [6, 110, 0.06]], season: summer, at: [['station', 3], ['district', 1]], reason: 'Tiêu chảy, đau bụng', drugs: ['oresol', 'zinc'], tests: []},
  { code: 'B08.4', rates: [[0, 5, 0.1]], season: [3, 4, 5, 9, 10, 11], at: [['station', 1], ['district', 1]], reason: 'Sốt, phỏng nước tay chân, loét miệng', drugs: ['paracetamol'], tests: [], fever: true},
  { code: 'B01.9', rates: [[1, 12, 0.03], [13, 40, 0.004]], season: [2, 3, 4, 5], at: [['station', 1]], reason: 'Sốt, nổi phỏng nước', drugs: ['paracetamol', 'loratadin'], tests: [], fever: true},
  { code: 'A97.0', rates: [[4, 60, 0.012]], season: rains, at: [['district', 3], ['province', 1]], reason: 'Sốt cao ngày thứ ba, đau đầu, mỏi người', drugs: ['paracetamol', 'oresol'], tests: ['cbc', 'ns1'], admitted: [0.5, 4, 7], fever: true},
  { code: 'H66.9', rates: [[0, 6, 0.06]], season: winter, at: [['district', 1]], reason: 'Sốt, đau tai', drugs: ['amoxicilin', 'paracetamol'], tests: [], fever: true},
  { code: 'L23.9', rates: [[0, 110, 0.03]], season: summer, at: [['station', 1]], reason: 'Ngứa, nổi mẩn', drugs: ['loratadin'], tests: []},
  { code: 'H10.9', rates: [[0, 110, 0.03]], season: [8, 9, 10], at: [['station', 1]], reason: 'Đỏ mắt, ra ghèn', drugs: ['tobramycin'], tests: []},
  { code: 'K02.9', rates: [[5, 60, 0.03]], season: [], at: [['station', 1], ['district', 1]], reason: 'Đau răng', drugs: ['paracetamol'], tests: []},
  { code: 'N39.0', rates: [[15, 110, 0.04]], sex: 'female', season: summer, at: [['station', 1], ['district', 1]], reason: 'Tiểu buốt, tiểu rắt', drugs: ['ciprofloxacin'], tests: ['urine']},
  { code: 'N76.0', rates: [[18, 50, 0.05]], sex: 'female', season: [], at: [['station', 1]], reason: 'Khí hư, ngứa', drugs: ['metronidazol'], tests: []},
  { code: 'K29.7', rates: [[18, 110, 0.04]], season: [], at: [['district', 1]], reason: 'Đau thượng vị', drugs: ['omeprazol'], tests: [], imaging: 'gastroscopy'},
  { code: 'M54.5', rates: [[20, 110, 0.1]], season: [], at: [['station', 3], ['district', 1]], reason: 'Đau thắt lưng', drugs: ['meloxicam', 'eperison'], tests: []},
  { code: 'G44.2', rates: [[15, 110, 0.05]], season: [], at: [['station', 1]], reason: 'Đau đầu', drugs: ['paracetamol'], tests: []},
  { code: 'H81.1', rates: [[40, 110, 0.03]], season: [], at: [['station', 1], ['district', 1]], reason: 'Chóng mặt', drugs: ['betahistin'], tests: []},
  { code: 'D50.9', rates: [[15, 50, 0.02]], sex: 'female', season: [], at: [['district', 1]], reason: 'Mệt mỏi, da xanh', drugs: ['iron'], tests: ['cbc']},
  { code: 'S61.0', rates: [[10, 70, 0.02]], season: [], at: [['station', 1]], reason: 'Vết thương ngón tay', drugs: ['cefalexin', 'paracetamol'], tests: [], procedure: 'suture'},
  { code: 'S93.4', rates: [[8, 60, 0.012]], season: [], at: [['station', 1], ['district', 1]], reason: 'Đau cổ chân sau ngã', drugs: ['meloxicam'], tests: [], cause: 'W19'},
  { code: 'S52.50', rates: [[5, 15, 0.004], [16, 59, 0.002], [60, 110, 0.006]], season: [], at: [['district', 3], ['province', 1]], reason: 'Đau, biến dạng cổ tay sau ngã', drugs: ['paracetamol'], tests: [], imaging: 'wrist', procedure: 'cast', cause: 'W19'},
  { code: 'J11.1', rates: [[0, 110, 0.03]], season: winter, at: [['station', 1]], reason: 'Sốt, đau người, ho', drugs: ['paracetamol', 'vitamin-c'], tests: [], fever: true},
];
