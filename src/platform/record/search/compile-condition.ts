import { AppError } from '#kernel/errors.ts';
import type {
  DateTerm,
  NumberTerm,
  ReferenceTerm,
  StringTerm,
  TokenTerm,
  ValueCondition,
} from '#kernel/fhir/search/parsed-query.ts';
import { dateRangeTokens } from '../index-dates.ts';
import { markOf, tokenOf, type Mark } from '../index-hash.ts';
import { numberRangeTokens } from '../index-numbers.ts';
import { queryWords, referenceText, tokenText } from '../index-row.ts';
import { instantText } from './instant-text.ts';
import type { SqlText } from './sql-text.ts';

/** A condition as SQL on the row `r`. */
export interface CompiledCondition {
  /** Holds for every row that meets the condition. */
  readonly where: string;
  /** True where `where` is exact; false where the resource itself is looked at afterwards. */
  readonly exact: boolean;
  /** True where an index across people answers it. */
  readonly indexed: boolean;
}

/** Refuses what the store cannot answer truthfully. Error: search.invalid, naming the parameter. */
export function refuseSearch(name: string, why: { readonly vi: string; readonly en: string }): never {
  throw new AppError('search.invalid', {
    issues: [
      { path: name, issue: 'not-supported', text: { vi: `${name}: ${why.vi}`, en: `${name}: ${why.en}` } },
    ],
  });
}

const unsupported = {
  vi: 'cách tìm này chưa được hỗ trợ.',
  en: 'this way of searching is not supported.',
};

/**
 * Compiles a condition on a value. `across` is true where the search is not led by one person, so that ranges are first
 * narrowed by their tokens.
 */
export function compileCondition(
  resourceType: string,
  condition: ValueCondition,
  sql: SqlText,
  across: boolean,
): CompiledCondition {
  const { code } = condition.param;
  const mark = markOf(resourceType, code);
  const tokens = (texts: readonly string[]): string =>
    `r.tokens ${texts.length === 1 ? '@>' : '&&'} ${sql.value(`{${texts.map((text) => tokenOf(mark, text)).join(',')}}`)}::bigint[]`;
  const exactly = (where: string, indexed = true): CompiledCondition => ({ where, exact: true, indexed });

  switch (condition.kind) {
    case 'token': {
      if (condition.modifier !== undefined && condition.modifier !== 'not') refuseSearch(code, unsupported);
      const negated = condition.modifier === 'not';
      const coded = condition.values.every((term) => term.code !== undefined);
      const exact = coded && condition.values.every((term) => term.system !== null);
      if (negated && exact) return exactly(`not (${tokens(condition.values.map(codeText))})`, false);
      if (negated) return { where: 'true', exact: false, indexed: false };
      if (!coded) return { where: has(mark, sql), exact: false, indexed: false };
      return { where: tokens(condition.values.map(codeText)), exact, indexed: true };
    }
    case 'of-type':
      return exactly(
        tokens(condition.values.map(({ type, value }) => `${type.system ?? ''}|${type.code ?? ''}|${value}`)),
      );
    case 'token-text':
      return { where: has(mark, sql), exact: false, indexed: false };
    case 'string':
      if (condition.modifier === 'exact') return exactly(tokens(condition.values.map((term) => term.exact)));
      if (condition.modifier === 'contains') return { where: 'true', exact: false, indexed: false };
      return exactly(words(mark, condition.values, sql));
    case 'uri':
      if (condition.modifier !== undefined) refuseSearch(code, unsupported);
      return exactly(tokens(condition.values));
    case 'reference':
      if (condition.modifier !== undefined) refuseSearch(code, unsupported);
      return exactly(
        tokens(condition.values.flatMap((term) => referenceTexts(term, condition.param.targets))),
      );
    case 'reference-identifier':
      if (condition.values.some((term) => term.code === undefined)) refuseSearch(code, unsupported);
      return exactly(tokens(condition.values.map((term) => `:identifier ${codeText(term)}`)));
    case 'date': {
      const exact = dates(mark, condition.values, sql);
      const ranges = condition.values.map(dateRange);
      if (!across || ranges.includes(undefined)) return exactly(exact, false);
      const near = new Set(ranges.flatMap((range) => dateRangeTokens(range!)));
      return exactly(`${tokens([...near])} and ${exact}`);
    }
    case 'number':
    case 'quantity': {
      const near = new Set(condition.values.flatMap((term) => numberRange(term) ?? ['']));
      if (near.has('')) return { where: has(mark, sql), exact: false, indexed: false };
      return { where: tokens([...near]), exact: false, indexed: true };
    }
    case 'composite': {
      const firsts = condition.values.map(({ components }) => {
        const [first] = components;
        return first?.kind === 'token' ? first.values[0]?.code : undefined;
      });
      if (firsts.includes(undefined)) return { where: 'true', exact: false, indexed: false };
      return { where: tokens(firsts as string[]), exact: false, indexed: true };
    }
    case 'missing':
      return exactly(condition.missing ? `not ${has(mark, sql)}` : has(mark, sql), false);
    case 'special':
      return refuseSearch(code, unsupported);
  }
}

/** A code with its system where one is asked for. */
function codeText(term: TokenTerm): string {
  return typeof term.system === 'string' ? tokenText(term.system, term.code ?? '') : (term.code ?? '');
}

/** All words of a value, each as the beginning of a word of the resource, in any order. */
function words(mark: Mark, values: readonly StringTerm[], sql: SqlText): string {
  const ways = values.map((value) => queryWords(value.folded).map((word) => `'${mark.prefix}${word}':*`));
  const asked = ways.filter((way) => way.length > 0).map((way) => `(${way.join(' & ')})`);
  return asked.length === 0 ? 'false' : `r.words @@ ${sql.value(asked.join(' | '))}::tsquery`;
}

function has(mark: Mark, sql: SqlText): string {
  return `exists (select 1 from unnest(r.tokens) t where (t >> 48) = ${sql.value(mark.tag)}::bigint)`;
}

function referenceTexts(term: ReferenceTerm, targets: readonly string[]): string[] {
  if (term.url !== undefined) return [term.url];
  if (term.id === undefined) return [''];
  if (term.type !== undefined) return [referenceText(term.type, term.id)];
  return targets.map((type) => referenceText(type, term.id!));
}

/** Loop over the date triples of one parameter. */
export function dateTriples(mark: Mark, sql: SqlText): string {
  return `generate_series(1, coalesce(array_length(r.dates, 1), 0), 3) i where r.dates[i] = ${sql.value(mark.tag)}::float8`;
}

function dates(mark: Mark, values: readonly DateTerm[], sql: SqlText): string {
  const ways = values.map((term) => `(${compareDate(term, 'r.dates[i+1]', 'r.dates[i+2]', sql)})`);
  return `exists (select 1 from ${dateTriples(mark, sql)} and (${ways.join(' or ')}))`;
}

function compareDate(term: DateTerm, lo: string, hi: string, sql: SqlText): string {
  const [wantedLo, wantedHi] = [term.lo, term.hi];
  const low = (): string => `${sql.value(wantedLo)}::float8`;
  const high = (): string => `${sql.value(wantedHi)}::float8`;
  switch (term.prefix) {
    case 'eq':
      return `${lo} >= ${low()} and ${hi} <= ${high()}`;
    case 'ne':
      return `${lo} < ${low()} or ${hi} > ${high()}`;
    case 'gt':
      return `${hi} > ${high()}`;
    case 'ge':
      return `${hi} > ${high()} or ${lo} >= ${low()}`;
    case 'lt':
      return `${lo} < ${low()}`;
    case 'le':
      return `${lo} < ${low()} or ${hi} <= ${high()}`;
    case 'sa':
      return `${lo} >= ${high()}`;
    case 'eb':
      return `${hi} <= ${low()}`;
    case 'ap':
      return `${lo} < ${high()} and ${hi} > ${low()}`;
  }
}

/** The range outside of which no stored time can meet the term; undefined where that is everything. */
function dateRange(term: DateTerm): { lo: number; hi: number } | undefined {
  switch (term.prefix) {
    case 'eq':
    case 'ap':
      return { lo: term.lo, hi: term.hi };
    case 'ne':
      return undefined;
    case 'gt':
    case 'sa':
      return { lo: term.hi, hi: Infinity };
    case 'ge':
      return { lo: term.lo, hi: Infinity };
    case 'lt':
    case 'eb':
      return { lo: -Infinity, hi: term.lo };
    case 'le':
      return { lo: -Infinity, hi: term.hi };
  }
}

function numberRange(term: NumberTerm): string[] | undefined {
  switch (term.prefix) {
    case 'eq':
    case 'ap':
      return numberRangeTokens(term.lo, term.hi);
    case 'ne':
      return undefined;
    case 'gt':
    case 'ge':
    case 'sa':
      return numberRangeTokens(Math.min(term.value, term.lo), Infinity);
    case 'lt':
    case 'le':
    case 'eb':
      return numberRangeTokens(-Infinity, Math.max(term.value, term.hi));
  }
}

/** `_lastUpdated` as a condition on the column. */
export function updatedCondition(values: readonly DateTerm[], sql: SqlText): string {
  const at = (ms: number): string => `${sql.value(instantText(ms))}::timestamptz`;
  const ways = values.map((term) => {
    switch (term.prefix) {
      case 'eq':
      case 'ap':
        return `r.updated >= ${at(term.lo)} and r.updated < ${at(term.hi)}`;
      case 'ne':
        return `r.updated < ${at(term.lo)} or r.updated >= ${at(term.hi)}`;
      case 'gt':
      case 'sa':
        return `r.updated >= ${at(term.hi)}`;
      case 'ge':
        return `r.updated >= ${at(term.lo)}`;
      case 'lt':
      case 'eb':
        return `r.updated < ${at(term.lo)}`;
      case 'le':
        return `r.updated < ${at(term.hi)}`;
    }
  });
  return `(${ways.map((way) => `(${way})`).join(' or ')})`;
}
