import type { Bilingual } from '#kernel/schema.ts';
import { codeSystem } from '#kernel/vietnam/identifier-systems.ts';

/**
 * What becomes of a value before it leaves.
 * - plain: a code, a unit, a number: says nothing of who it is
 * - date: moved by a number of days that is the person's own, so that the time between two events stays
 * - sex, birth, province: made coarser until enough others look alike (small-groups.ts); only in the table of people
 */
export type FieldKind = 'plain' | 'date' | 'sex' | 'birth' | 'province';

/** One column that can be asked for. There is none for a name, a number, an address, a text that somebody typed. */
export interface Field {
  readonly kind: FieldKind;
  /** FHIRPath on the resource of its table; the table of people is made by rules instead. */
  readonly path?: string;
  readonly title: Bilingual;
}

/** One table: rows of one resource type. */
export interface Table {
  readonly resourceType: string;
  readonly title: Bilingual;
  readonly fields: Readonly<Record<string, Field>>;
}

const codeOf = (element: string, system: string): string =>
  `${element}.coding.where(system = '${system}').code.first()`;

/** Everything that can be asked for. A field that is not here cannot leave. */
export const tables = {
  people: {
    resourceType: 'Patient',
    title: { vi: 'Người', en: 'People' },
    fields: {
      sex: { kind: 'sex', title: { vi: 'Giới tính', en: 'Sex' } },
      birth: { kind: 'birth', title: { vi: 'Năm sinh', en: 'Year of birth' } },
      province: { kind: 'province', title: { vi: 'Tỉnh, thành phố', en: 'Province' } },
    },
  },
  visits: {
    resourceType: 'Encounter',
    title: { vi: 'Lượt khám', en: 'Visits' },
    fields: {
      class: { kind: 'plain', path: 'class.code', title: { vi: 'Hình thức', en: 'Class' } },
      start: { kind: 'date', path: 'period.start', title: { vi: 'Bắt đầu', en: 'Start' } },
      end: { kind: 'date', path: 'period.end', title: { vi: 'Kết thúc', en: 'End' } },
    },
  },
  diagnoses: {
    resourceType: 'Condition',
    title: { vi: 'Chẩn đoán', en: 'Diagnoses' },
    fields: {
      icd10: {
        kind: 'plain',
        path: codeOf('code', codeSystem.icd10),
        title: { vi: 'Mã ICD-10', en: 'ICD-10 code' },
      },
      onset: { kind: 'date', path: 'onset.ofType(dateTime)', title: { vi: 'Khởi phát', en: 'Onset' } },
      recorded: { kind: 'date', path: 'recordedDate', title: { vi: 'Ngày ghi', en: 'Recorded' } },
    },
  },
  results: {
    resourceType: 'Observation',
    title: { vi: 'Kết quả và chỉ số', en: 'Results and vital signs' },
    fields: {
      loinc: {
        kind: 'plain',
        path: codeOf('code', codeSystem.loinc),
        title: { vi: 'Mã LOINC', en: 'LOINC code' },
      },
      service: {
        kind: 'plain',
        path: codeOf('code', codeSystem.service),
        title: { vi: 'Mã dịch vụ kỹ thuật', en: 'Service code' },
      },
      value: {
        kind: 'plain',
        path: 'value.ofType(Quantity).value',
        title: { vi: 'Giá trị số', en: 'Number' },
      },
      unit: { kind: 'plain', path: 'value.ofType(Quantity).code', title: { vi: 'Đơn vị', en: 'Unit' } },
      at: { kind: 'date', path: 'effective.ofType(dateTime)', title: { vi: 'Thời điểm', en: 'Time' } },
    },
  },
  medicines: {
    resourceType: 'MedicationRequest',
    title: { vi: 'Thuốc kê', en: 'Medicines prescribed' },
    fields: {
      atc: {
        kind: 'plain',
        path: codeOf('medication.ofType(CodeableConcept)', codeSystem.atc),
        title: { vi: 'Mã ATC', en: 'ATC code' },
      },
      ingredient: {
        kind: 'plain',
        path: codeOf('medication.ofType(CodeableConcept)', codeSystem.claimDrug),
        title: { vi: 'Mã hoạt chất', en: 'Ingredient code' },
      },
      at: { kind: 'date', path: 'authoredOn', title: { vi: 'Ngày kê', en: 'Prescribed' } },
    },
  },
  immunisations: {
    resourceType: 'Immunization',
    title: { vi: 'Tiêm chủng', en: 'Immunisations' },
    fields: {
      vaccine: {
        kind: 'plain',
        path: codeOf('vaccineCode', codeSystem.cvx),
        title: { vi: 'Mã vắc-xin', en: 'Vaccine code' },
      },
      at: { kind: 'date', path: 'occurrence.ofType(dateTime)', title: { vi: 'Ngày tiêm', en: 'Given' } },
    },
  },
} as const satisfies Readonly<Record<string, Table>>;

/** Name of a table. */
export type TableName = keyof typeof tables;

/** Names of all tables. */
export const tableNames = Object.keys(tables) as readonly TableName[];

/** The table by its name, as plain data. */
export function tableOf(name: TableName): Table {
  return tables[name];
}

/** The asked fields of a table in the order of the catalogue. */
export function fieldsOf(name: TableName, asked: readonly string[]): readonly (readonly [string, Field])[] {
  return Object.entries(tableOf(name).fields).filter(([field]) => asked.includes(field));
}
