import { AppError } from '#kernel/errors.ts';

/** What one search may cost; beyond it the search is refused with a word on how to narrow it. */
export interface Budget {
  /** Values looked up in the index. */
  probe(count: number): void;
  /** Resources read and looked at one by one; `weight` is the number of things looked for in each. */
  examine(count: number, weight?: number): void;
  /** Statements sent to the database. */
  ask(): void;
}

/** Resources looked at one by one for a search whose answer must be whole: a sort, a total, a chain. */
export const mostExamined = 20_000;
const mostProbes = 40_000;
const mostStatements = 400;

/** A budget for one search with all its chains and includes. Its methods throw search.too-costly. */
export function createBudget(): Budget {
  let probes = 0;
  let examined = 0;
  let statements = 0;
  return {
    probe(count) {
      probes += count;
      if (probes > mostProbes) throw tooCostly('values');
    },
    examine(count, weight = 1) {
      examined += count * Math.max(1, weight / 20);
      if (examined > mostExamined) throw tooCostly('candidates');
    },
    ask() {
      statements += 1;
      if (statements > mostStatements) throw tooCostly('links');
    },
  };
}

const advice = {
  values: {
    vi: 'Câu tìm nêu quá nhiều giá trị. Hãy chia thành nhiều câu nhỏ hơn.',
    en: 'The search names too many values. Split it into several smaller ones.',
  },
  candidates: {
    vi: `Phải xem hơn ${mostExamined} bản ghi để trả lời. Hãy thêm điều kiện có chỉ mục: người bệnh, mã, số định danh hoặc khoảng ngày.`,
    en: `More than ${mostExamined} resources would have to be looked at. Add a condition that has an index: a patient, a code, an identifier or a range of dates.`,
  },
  content: {
    vi: `_content không có chỉ mục và phải đọc hơn ${mostExamined} bản ghi. Hãy thêm điều kiện có chỉ mục (người bệnh, mã, khoảng ngày), hoặc tìm bằng _text trong phần thuyết minh, hay bằng tham số chuỗi như name.`,
    en: `_content has no index and would read more than ${mostExamined} resources. Add a condition that has one (a patient, a code, a range of dates), or search by _text in the narrative, or by a string parameter such as name.`,
  },
  links: {
    vi: 'Câu tìm nối qua quá nhiều bản ghi. Hãy bớt mắt chuỗi, ghi rõ loại, hoặc bớt _include:iterate.',
    en: 'The search follows too many links. Use fewer links, name their types, or fewer _include:iterate.',
  },
} as const;

/** The refusal of a search that would cost too much. */
export function tooCostly(why: keyof typeof advice): AppError {
  return new AppError('search.too-costly', { issues: [{ issue: 'too-costly', text: advice[why] }] });
}
