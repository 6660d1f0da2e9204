import { foldText } from '../fhir/fold.ts';
import list from './generated/lab-tests.json' with { type: 'json' };

/** A laboratory test with its adult reference range (state: to verify; each laboratory has its own). */
export interface LabTest {
  readonly loinc: string;
  readonly vi: string;
  /** UCUM; empty for qualitative tests. */
  readonly ucum: string;
  /** Group of the report: CBC, CHEM, COAG, URINE, SEROLOGY... */
  readonly group: string;
  readonly range: { readonly male: LabRange; readonly female: LabRange };
}

/** Limits in the test's unit; `normal` for qualitative tests ('neg'). */
export interface LabRange {
  readonly low?: number;
  readonly high?: number;
  readonly normal?: string;
}

/** Names under which hospitals write the common tests, folded; only where one meaning is possible. */
const aliases: Record<string, string> = {
  '6690-2': 'wbc|so luong bach cau|bach cau',
  '789-8': 'rbc|so luong hong cau|hong cau',
  '718-7': 'hb|hgb|hemoglobin|huyet sac to',
  '4544-3': 'hct|hematocrit',
  '777-3': 'plt|so luong tieu cau|tieu cau',
  '14771-0':
    'glucose|glucose mau|glu|dinh luong glucose|dinh luong glucose [mau]|dinh luong glucose mau|duong huyet|duong mau',
  '4548-4': 'hba1c|dinh luong hba1c|dinh luong hba1c [mau]',
  '22664-7': 'ure|urea|dinh luong ure|dinh luong ure mau|dinh luong ure mau [mau]',
  '14682-9':
    'creatinin|creatinine|crea|dinh luong creatinin|dinh luong creatinin (mau)|dinh luong creatinin mau',
  '62238-1': 'egfr|muc loc cau than',
  '14933-6': 'acid uric|uric|dinh luong acid uric',
  '1920-8': 'ast|got|sgot|ast (got)|do hoat do ast (got)|do hoat do ast (got) [mau]',
  '1742-6': 'alt|gpt|sgpt|alt (gpt)|do hoat do alt (gpt)|do hoat do alt (gpt) [mau]',
  '2324-2': 'ggt|gama gt|gamma gt',
  '14647-2': 'cholesterol|cholesterol toan phan|cho|dinh luong cholesterol toan phan (mau)',
  '14646-4':
    'hdl|hdl-c|hdl cholesterol|hdl-cholesterol|dinh luong hdl-c (high density lipoprotein cholesterol) [mau]',
  '22748-8':
    'ldl|ldl-c|ldl cholesterol|ldl-cholesterol|dinh luong ldl - c (low density lipoprotein cholesterol) [mau]',
  '14927-8': 'triglycerid|triglyceride|tg|dinh luong triglycerid (mau)',
  '2951-2': 'natri|na|na+',
  '2823-3': 'kali|k|k+',
  '2075-0': 'clo|cl|cl-',
  '1988-5': 'crp|dinh luong crp',
  '75377-2': 'dengue ns1|ns1|dengue virus ns1ag test nhanh|dengue ns1ag test nhanh',
  '5196-1': 'hbsag|hbsag test nhanh',
  '20454-5': 'protein nieu|pro',
  '25428-4': 'glucose nieu',
  '3016-3': 'tsh',
  '14920-3': 'ft4',
};

/** All tests of the list. @source see `source` and `state` in generated/lab-tests.json */
export const labTests: readonly LabTest[] = list.rows.map((row) => {
  const [loinc, vi, ucum, maleLow, maleHigh, femaleLow, femaleHigh, group] = row as [
    string,
    string,
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  return {
    loinc,
    vi,
    ucum,
    group,
    range: { male: readRange(maleLow, maleHigh), female: readRange(femaleLow, femaleHigh) },
  };
});

const byCode = new Map(labTests.map((test) => [test.loinc, test]));
const byName = new Map(
  labTests.flatMap((test) =>
    [foldText(test.vi), ...(aliases[test.loinc]?.split('|') ?? [])].map((name) => [name, test] as const),
  ),
);

/**
 * Finds a test by its LOINC code, or by a name as hospitals write it (marks, case and spaces aside). Undefined where it is
 * not sure: a wrong match would draw two tests on one chart.
 */
export function findLabTest(by: {
  readonly code?: string | undefined;
  readonly name?: string | undefined;
}): LabTest | undefined {
  return byCode.get(by.code?.trim() ?? '') ?? byName.get(foldText(by.name ?? ''));
}

/** The reference range for a person; the wider of both where the sex is not known. */
export function rangeFor(test: LabTest, sex: string | undefined): LabRange {
  if (sex === 'male' || sex === 'female') return test.range[sex];
  const { male, female } = test.range;
  if (male.normal !== undefined || female.normal !== undefined)
    return male.normal === undefined ? female : male;
  const low = smaller(male.low, female.low);
  const high = smaller(male.high && -male.high, female.high && -female.high);
  return { ...(low !== undefined && { low }), ...(high !== undefined && { high: -high }) };
}

function smaller(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function readRange(low: string, high: string): LabRange {
  if (low === 'neg' || high === 'neg') return { normal: 'neg' };
  return { ...(low !== '' && { low: Number(low) }), ...(high !== '' && { high: Number(high) }) };
}
