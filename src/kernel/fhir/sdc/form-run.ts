import type { Bundle, Expression, Resource } from '@medplum/fhirtypes';
import { AppError, type ErrorIssue } from '../../errors.ts';
import type { Bilingual } from '../../schema.ts';
import { compileFhirPath } from '../fhirpath/evaluate.ts';
import { shareTime, usualLimits, type FhirPathLimits } from '../fhirpath/limits.ts';
import { extensionsOf, sdcUrls, type Extended } from './sdc-extensions.ts';

/** How a form asks the store; what it gets is what the one who fills it in may see. */
export interface FormSource {
  /** `query` is what stands behind '?'. */
  search(resourceType: string, query: string): Promise<readonly Resource[]>;
  read(resourceType: string, id: string): Promise<Resource | undefined>;
}

/** Values by name as expressions see them: %patient, %user … */
export type FormVariables = Readonly<Record<string, unknown>>;

/** One filling in or reading out of a form: what it may cost, and what went wrong on the way. */
export interface FormRun {
  readonly issues: readonly ErrorIssue[];
  /** Notes what could not be done at an item; the rest goes on. */
  note(linkId: string, text: Bilingual): void;
  /** Values of an expression (FHIRPath or a FHIR query); none where it fails, which is noted. */
  evaluate(
    linkId: string,
    expression: Expression,
    focus: unknown,
    variables: FormVariables,
  ): Promise<unknown[]>;
  /** The variables of a form or an item on top of those it inherits. */
  extend(linkId: string, one: Extended, focus: unknown, variables: FormVariables): Promise<FormVariables>;
  /** Counts an item of the answer. Error: fhirpath.too-costly. */
  spendItem(): void;
}

const most = { expressions: 1_000, queries: 30, items: 5_000 };
const resultsOfQuery = 200;
// Forms are written by strangers: little time for each expression, and no regular expressions, which nothing could cut off.
const limits: FhirPathLimits = {
  ...usualLimits,
  steps: 100_000,
  milliseconds: 300,
  regularExpressions: false,
};
/** For all expressions of one form: they are worked out in the server's own thread. */
const mostMilliseconds = 3_000;

/** Begins a run over a source. */
export function startFormRun(source: FormSource): FormRun {
  const issues: ErrorIssue[] = [];
  const spent = { expressions: 0, queries: 0, items: 0 };
  const asked = new Map<string, Promise<unknown[]>>();
  const time = shareTime(mostMilliseconds, limits);
  const spend = (what: keyof typeof spent): void => {
    spent[what] += 1;
    if (spent[what] > most[what]) throw new AppError('fhirpath.too-costly');
  };
  const note = (linkId: string, text: Bilingual): void => {
    if (issues.length < 100) issues.push({ path: linkId, severity: 'warning', text });
  };
  const path = (text: string, focus: unknown, variables: FormVariables): unknown[] => {
    spend('expressions');
    return time((mine) => compileFhirPath(text, mine)(focus, variables));
  };

  const query = async (
    linkId: string,
    text: string,
    focus: unknown,
    variables: FormVariables,
  ): Promise<unknown[]> => {
    let isWhole = true;
    const filled = text.replace(/\{\{(.{0,2000}?)\}\}/gs, (_all, inner: string) => {
      const values = path(inner, focus, variables).filter((value) => typeof value !== 'object');
      if (values.length === 0) isWhole = false;
      return values.map((value) => encodeURIComponent(String(value as string | number | boolean))).join(',');
    });
    // A search whose condition has no value would find everybody.
    if (!isWhole) return [];
    const [, type = '', id, condition] =
      /^([A-Z][A-Za-z]+)(?:\/([A-Za-z0-9\-.]{1,64}))?(?:\?(.*))?$/s.exec(filled.trim()) ?? [];
    if (type === '' || (id === undefined && condition === undefined)) {
      note(linkId, sentences.query);
      return [];
    }
    const known = asked.get(filled);
    if (known !== undefined) return known;
    spend('queries');
    const answer =
      id === undefined
        ? source.search(type, bounded(condition ?? '')).then((found) => [bundleOf(found)])
        : source.read(type, id).then((found) => (found === undefined ? [] : [found]));
    asked.set(filled, answer);
    return answer;
  };

  const evaluate: FormRun['evaluate'] = async (linkId, { language, expression }, focus, variables) => {
    if (expression === undefined || expression === '') return [];
    try {
      if (language === 'application/x-fhir-query') return await query(linkId, expression, focus, variables);
      if (language === 'text/fhirpath') return path(expression, focus, variables);
      note(linkId, sentences.language);
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'fhirpath.too-costly' || error.kind.status >= 500)
        throw error;
      note(linkId, error.kind.text);
    }
    return [];
  };

  return {
    issues,
    note,
    evaluate,
    async extend(linkId, one, focus, variables) {
      let known = variables;
      for (const { valueExpression } of extensionsOf(one, sdcUrls.variable)) {
        const { name } = valueExpression ?? {};
        if (valueExpression === undefined || name === undefined) continue;
        const values = await evaluate(linkId, valueExpression, focus, known);
        known = { ...known, [name]: values.length === 1 ? values[0] : values };
      }
      return known;
    },
    spendItem: () => spend('items'),
  };
}

/** What a query asks for itself may only be less. */
function bounded(condition: string): string {
  const parts = condition.split('&').filter((part) => part !== '');
  const count = Number(
    /^_count=(\d{1,6})$/.exec(parts.find((part) => part.startsWith('_count=')) ?? '')?.[1] ?? resultsOfQuery,
  );
  const rest = parts.filter((part) => !part.startsWith('_count='));
  return [...rest, `_count=${Math.min(count, resultsOfQuery)}`].join('&');
}

function bundleOf(found: readonly Resource[]): Bundle {
  return { resourceType: 'Bundle', type: 'searchset', entry: found.map((resource) => ({ resource })) };
}

const sentences = {
  query: {
    vi: 'Truy vấn của mục này phải có dạng Loại?điều-kiện hoặc Loại/id.',
    en: 'The query of this item must read Type?condition or Type/id.',
  },
  language: {
    vi: 'Chỉ hiểu biểu thức text/fhirpath và application/x-fhir-query.',
    en: 'Only expressions in text/fhirpath and application/x-fhir-query are understood.',
  },
} as const satisfies Record<string, Bilingual>;
