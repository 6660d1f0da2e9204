import type { ProgrammeCode } from '#kernel/vietnam/programmes.ts';
import { rangesOf } from '../books/holds.ts';
import type { VisitDraft } from './visit-draft.ts';

/** When a form fits a visit. Own choice from the subjects of the forms, verify. */
interface Fit {
  readonly slug: string;
  readonly programme?: ProgrammeCode;
  /** Ranges of ICD-10. */
  readonly codes?: readonly string[];
  /** Words of the reason, without capitals. */
  readonly words?: RegExp;
  /** Years, both belonging to it; beyond them the form does not fit whatever else does. */
  readonly age?: readonly [from: number, to: number];
  readonly sex?: 'female';
  /** Fits by age alone. */
  readonly byAge?: true;
}

const fits: readonly Fit[] = [
  { slug: 'hypertension', programme: 'hypertension', codes: ['I10-I15'], words: /huyết áp/ },
  { slug: 'diabetes', programme: 'diabetes', codes: ['E10-E14'], words: /đái tháo đường|tiểu đường/ },
  { slug: 'copd', programme: 'copd-asthma', codes: ['J44'], age: [30, 130] },
  { slug: 'asthma', programme: 'copd-asthma', codes: ['J45-J46'], words: /\bhen\b/ },
  { slug: 'tuberculosis', programme: 'tuberculosis', codes: ['A15-A19'] },
  { slug: 'hiv', programme: 'hiv', codes: ['B20-B24', 'Z21'] },
  { slug: 'hepatitis', codes: ['B15-B19'], words: /viêm gan/ },
  { slug: 'epilepsy', codes: ['G40-G41'], words: /động kinh|co giật/ },
  { slug: 'mental-community', programme: 'mental-health', codes: ['F20-F33'] },
  { slug: 'kidney', codes: ['N17-N19'] },
  { slug: 'heart-failure', codes: ['I50'] },
  { slug: 'thalassaemia', codes: ['D56'] },
  {
    slug: 'antenatal',
    programme: 'antenatal',
    codes: ['Z34-Z36', 'O09-O48'],
    words: /khám thai/,
    sex: 'female',
    age: [10, 60],
  },
  {
    slug: 'postnatal',
    programme: 'postnatal',
    codes: ['Z39', 'O85-O92'],
    words: /sau sinh|sau đẻ/,
    sex: 'female',
    age: [10, 60],
  },
  {
    slug: 'family-planning',
    programme: 'family-planning',
    codes: ['Z30'],
    words: /tránh thai|vòng/,
    age: [12, 60],
  },
  { slug: 'abortion', codes: ['O00-O08'], words: /phá thai|sảy thai/, sex: 'female', age: [10, 60] },
  { slug: 'gynaecology', codes: ['N70-N98'], words: /phụ khoa|kinh nguyệt/, sex: 'female' },
  { slug: 'well-child', programme: 'child-growth', byAge: true, age: [0, 5] },
  { slug: 'nutrition', programme: 'nutrition', codes: ['E40-E46', 'E66'], words: /dinh dưỡng|suy dinh/ },
  { slug: 'paediatrics', byAge: true, age: [0, 15] },
  { slug: 'elderly', programme: 'elderly', byAge: true, age: [60, 130] },
  { slug: 'school-health', programme: 'school-health', age: [5, 19] },
  { slug: 'injury', programme: 'injury', codes: ['S00-T98', 'V01-Y98'], words: /tai nạn|ngã|vết thương|đứt/ },
  { slug: 'burns', codes: ['T20-T32'], words: /bỏng|phỏng/ },
  { slug: 'malaria', programme: 'malaria', codes: ['B50-B54'], words: /sốt rét/ },
  { slug: 'infectious-disease', codes: ['A00-A99', 'B00-B09', 'B25-B34'], words: /sốt xuất huyết/ },
  { slug: 'outpatient-dental', codes: ['K00-K14'], words: /răng|lợi|nướu/ },
  { slug: 'outpatient-ent', codes: ['H60-H95', 'J00-J06', 'J30-J39'], words: /\btai\b(?! nạn)|mũi|họng/ },
  { slug: 'outpatient-eye', codes: ['H00-H59'], words: /mắt/ },
  { slug: 'dermatology', codes: ['L00-L99'], words: /ngứa|ban da|mẩn/ },
  { slug: 'traditional-outpatient', words: /đông y|châm cứu|y học cổ truyền/ },
  { slug: 'rehabilitation', words: /phục hồi chức năng/ },
  { slug: 'minor-surgery', words: /tiểu phẫu|khâu/ },
  { slug: 'internal-medicine', byAge: true, age: [16, 130] },
  { slug: 'outpatient-general', byAge: true },
];

/** Whom a visit is about, as far as forms ask. */
export interface ForWhom {
  readonly ageYears: number | undefined;
  readonly sex: string | undefined;
}

/** Forms that fit a visit: those of its programme, diagnosis and reason first, then those of the person's age. */
export function fittingForms(draft: VisitDraft, { ageYears, sex }: ForWhom): string[] {
  const may = ({ age, sex: only }: Fit): boolean =>
    (only === undefined || sex === undefined || sex === only) &&
    (age === undefined || ageYears === undefined || (ageYears >= age[0] && ageYears < age[1] + 1));
  const reason = draft.reason.toLocaleLowerCase('vi');
  const isMeant = ({ programme, codes, words }: Fit): boolean =>
    (programme !== undefined && programme === draft.programme) ||
    (codes !== undefined && draft.diagnoses.some(({ code }) => rangesOf(codes)(code))) ||
    (words?.test(reason) ?? false);
  const allowed = fits.filter(may);
  const meant = allowed.filter(isMeant);
  const ofAge = allowed.filter((one) => one.byAge === true && !meant.includes(one));
  return [...meant, ...ofAge].map(({ slug }) => slug);
}
