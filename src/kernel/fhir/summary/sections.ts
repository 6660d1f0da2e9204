import type { Bilingual } from '../../schema.ts';
import { codesOf, readConcept, sameThing, text, valueOf, whenOf } from './readable.ts';
import type { Json } from './readable.ts';

/** One section of the International Patient Summary. */
export interface SectionPlan {
  /** LOINC code of the section. */
  readonly loinc: string;
  readonly display: string;
  readonly title: Bilingual;
  /** True for sections that a summary always has, with a reason where they are empty. */
  readonly required: boolean;
  readonly takes: (resource: Json) => boolean;
  /** Of several records of one thing only the newest is shown. */
  readonly newestOf?: (resource: Json) => string | undefined;
  readonly head: Bilingual[];
  readonly row: (resource: Json) => string[];
}

const type = (resource: Json, ...names: string[]): boolean =>
  names.includes(String(resource['resourceType']));
const status = (resource: Json, ...names: string[]): boolean => names.includes(String(resource['status']));
const mistaken = (resource: Json): boolean =>
  resource['status'] === 'entered-in-error' ||
  codesOf(resource['verificationStatus']).some((code) => code === 'entered-in-error' || code === 'refuted');
const clinical = (resource: Json): string => codesOf(resource['clinicalStatus'])[0] ?? 'active';
const over = new Set(['inactive', 'resolved', 'remission']);
const inCategory = (resource: Json, code: string): boolean => {
  const categories = resource['category'];
  return Array.isArray(categories) && categories.some((one) => codesOf(one).includes(code));
};
const observed = (resource: Json, category: string): boolean =>
  type(resource, 'Observation') &&
  status(resource, 'final', 'amended', 'corrected', 'preliminary') &&
  inCategory(resource, category);

const name: Bilingual = { vi: 'Tên', en: 'Name' };
const date: Bilingual = { vi: 'Ngày', en: 'Date' };
const result: Bilingual = { vi: 'Kết quả', en: 'Result' };
const state: Bilingual = { vi: 'Tình trạng', en: 'Status' };
const how: Bilingual = { vi: 'Cách dùng', en: 'Use' };

const coded = (resource: Json): string => readConcept(resource['code']) ?? '';
const ofCode = (resource: Json): string | undefined => sameThing(resource['code']);
const measured = (resource: Json): string[] => [coded(resource), valueOf(resource), whenOf(resource)];

function medicineName(resource: Json): string {
  const reference = resource['medicationReference'] as Json | undefined;
  return readConcept(resource['medicationCodeableConcept']) ?? text(reference?.['display']) ?? '';
}

function dosage(resource: Json): string {
  const lines = resource['dosageInstruction'] ?? resource['dosage'];
  const texts = Array.isArray(lines) ? lines.map((one: Json) => one['text']) : [];
  return texts.filter((one) => typeof one === 'string').join('; ');
}

/**
 * The sections of a summary in their order.
 * @source HL7 International Patient Summary, section codes (LOINC 60591-5)
 */
export const summarySections: readonly SectionPlan[] = [
  {
    loinc: '48765-2',
    display: 'Allergies and adverse reactions Document',
    title: { vi: 'Dị ứng và phản ứng có hại', en: 'Allergies and adverse reactions' },
    required: true,
    takes: (one) => type(one, 'AllergyIntolerance') && !mistaken(one) && !over.has(clinical(one)),
    newestOf: ofCode,
    head: [name, { vi: 'Mức nguy hiểm', en: 'Criticality' }, date],
    row: (one) => [coded(one), text(one['criticality']) ?? '', whenOf(one)],
  },
  {
    loinc: '10160-0',
    display: 'History of Medication use Narrative',
    title: { vi: 'Thuốc đang dùng', en: 'Medicines in use' },
    required: true,
    takes: (one) =>
      type(one, 'MedicationStatement', 'MedicationRequest') &&
      status(one, 'active', 'on-hold', 'intended', 'unknown'),
    head: [name, how, date],
    row: (one) => [medicineName(one), dosage(one), whenOf(one)],
  },
  {
    loinc: '11450-4',
    display: 'Problem list - Reported',
    title: { vi: 'Vấn đề sức khoẻ hiện tại', en: 'Current health problems' },
    required: true,
    takes: (one) => type(one, 'Condition') && !mistaken(one) && !over.has(clinical(one)),
    newestOf: ofCode,
    head: [name, state, date],
    row: (one) => [coded(one), clinical(one), whenOf(one)],
  },
  {
    loinc: '11369-6',
    display: 'History of Immunization Narrative',
    title: { vi: 'Tiêm chủng', en: 'Immunizations' },
    required: false,
    takes: (one) => type(one, 'Immunization') && status(one, 'completed'),
    head: [name, date],
    row: (one) => [readConcept(one['vaccineCode']) ?? '', whenOf(one)],
  },
  {
    loinc: '30954-2',
    display: 'Relevant diagnostic tests/laboratory data Narrative',
    title: { vi: 'Kết quả cận lâm sàng', en: 'Test results' },
    required: false,
    takes: (one) => observed(one, 'laboratory') || observed(one, 'imaging'),
    newestOf: ofCode,
    head: [name, result, date],
    row: measured,
  },
  {
    loinc: '47519-4',
    display: 'History of Procedures Document',
    title: { vi: 'Thủ thuật, phẫu thuật', en: 'Procedures' },
    required: false,
    takes: (one) => type(one, 'Procedure') && status(one, 'completed', 'in-progress'),
    head: [name, date],
    row: (one) => [coded(one), whenOf(one)],
  },
  {
    loinc: '8716-3',
    display: 'Vital signs',
    title: { vi: 'Dấu hiệu sinh tồn', en: 'Vital signs' },
    required: false,
    takes: (one) => observed(one, 'vital-signs'),
    newestOf: ofCode,
    head: [name, result, date],
    row: measured,
  },
  {
    loinc: '11348-0',
    display: 'History of Past illness Narrative',
    title: { vi: 'Bệnh đã qua', en: 'Past illness' },
    required: false,
    takes: (one) => type(one, 'Condition') && !mistaken(one) && over.has(clinical(one)),
    newestOf: ofCode,
    head: [name, state, date],
    row: (one) => [coded(one), clinical(one), whenOf(one)],
  },
  {
    loinc: '29762-2',
    display: 'Social history Narrative',
    title: { vi: 'Lối sống, hoàn cảnh', en: 'Social history' },
    required: false,
    takes: (one) => observed(one, 'social-history'),
    newestOf: ofCode,
    head: [name, result, date],
    row: measured,
  },
];
