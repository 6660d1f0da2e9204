import { AppError } from '#kernel/errors.ts';
import type {
  NumberTerm,
  QuantityTerm,
  ReferenceTerm,
  StringTerm,
  TextTerm,
  TokenTerm,
  ValueCondition,
} from '#kernel/fhir/search/parsed-query.ts';
import { unionParametersOf } from '#kernel/fhir/search/union-parameters.ts';
import { readings, wordsOf } from '#kernel/fhir/search/words.ts';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import { dateRangeTokens } from '../index-dates.ts';
import { markOf, tokenOf, type Mark } from '../index-hash.ts';
import { canonicalRangeTokens, numberRangeTokens, wideNumber } from '../index-numbers.ts';
import { cellsWithin } from '../index-places.ts';
import { mayHideWords, referenceText, tokenText, unindexed } from '../index-row.ts';
import { hasKeyedWords, tokenOfBeginning } from '../keyed-words.ts';
import type { Budget } from './budget.ts';
import { compareDates, dateRange } from './compile-dates.ts';
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

/** Where a condition is compiled. */
export interface Compiling {
  readonly resourceType: string;
  readonly sql: SqlText;
  readonly budget: Budget;
  /** True where the search is not led by one person, so that ranges are first narrowed by their tokens. */
  readonly across: boolean;
  /** True where something else narrows the search so much that words are looked at on the way, without the index. */
  readonly wordsOnTheWay?: boolean;
}

/** Refuses what the store cannot answer truthfully. Error: search.invalid, naming the parameter. */
export function refuseSearch(name: string, why: { readonly vi: string; readonly en: string }): never {
  throw new AppError('search.invalid', {
    issues: [
      { path: name, issue: 'not-supported', text: { vi: `${name}: ${why.vi}`, en: `${name}: ${why.en}` } },
    ],
  });
}

const everything: CompiledCondition = { where: 'true', exact: false, indexed: false };

/** Compiles a condition on a value. Error: search.too-costly for too many values. */
export function compileCondition(condition: ValueCondition, at: Compiling): CompiledCondition {
  const { code } = condition.param;
  const index = indexOf(at, code);
  switch (condition.kind) {
    case 'token':
      return compileTokens(condition, index);
    case 'of-type': {
      if (condition.values.some(({ type }) => type.system === undefined))
        return index.near(condition.values.map(({ value }) => value));
      return index.exactly(
        condition.values.map(({ type, value }) => `${type.system}|${type.code ?? ''}|${value}`),
      );
    }
    case 'token-text':
      return index.some();
    case 'string':
      if (condition.modifier === 'exact') return index.exactly(condition.values.map((term) => term.exact));
      if (condition.modifier === 'contains') return index.some();
      return onTheWay(at, compileWords(condition.values, code, index, at));
    case 'uri':
      if (condition.modifier === 'below') return index.some();
      if (condition.modifier === 'above') return index.exactly(condition.values.flatMap(uppers));
      return index.exactly(condition.values);
    case 'reference': {
      const texts = condition.values.flatMap((term) => referenceTexts(term, condition.param.targets));
      const versioned = condition.values.some((term) => term.url !== undefined && term.version !== undefined);
      return versioned ? index.near(texts) : index.exactly(texts);
    }
    case 'reference-identifier': {
      if (condition.values.some((term) => term.code === undefined)) return index.some();
      const texts = condition.values.map((term) => `:identifier ${codeText(term)}`);
      return condition.values.some((term) => term.system === null) ? index.near(texts) : index.exactly(texts);
    }
    case 'date': {
      const where = compareDates(index.marks[0]!, condition.values, at.sql);
      const ranges = condition.values.map(dateRange);
      if (!at.across || ranges.includes(undefined)) return { where, exact: true, indexed: false };
      const near = new Set(ranges.flatMap((range) => dateRangeTokens(range!)));
      return { where: `${index.near([...near]).where} and ${where}`, exact: true, indexed: true };
    }
    case 'number':
      return compileNumbers(condition.values.map(numberTexts), index);
    case 'quantity':
      return compileNumbers(condition.values.map(quantityTexts), index);
    case 'composite':
      return compileComposite(condition, at);
    case 'near': {
      const cells = condition.values.map((term) => cellsWithin(term, term.metres));
      return cells.includes(undefined) ? index.some() : index.near(cells.flatMap((list) => list!));
    }
    case 'missing': {
      if (condition.param.type === 'composite') return everything;
      if (code === '_lastUpdated') return { where: String(!condition.missing), exact: true, indexed: false };
      const { where } = index.some();
      return { where: condition.missing ? `not ${where}` : where, exact: true, indexed: false };
    }
    case 'text':
      return code === '_text' ? compileNarrative(condition.values, index, at.sql) : everything;
    case 'list':
      return everything;
  }
}

/** The index of one parameter as conditions ask it; a union is asked by its parts. */
interface ParameterIndex {
  readonly marks: readonly Mark[];
  /** Rows with one of these values; that is the answer. */
  exactly(texts: readonly string[]): CompiledCondition;
  /** Rows with one of these values, to be looked at. */
  near(texts: readonly string[]): CompiledCondition;
  /** Rows with any value, to be looked at. */
  some(): CompiledCondition;
}

function indexOf({ resourceType, sql, budget }: Compiling, code: string): ParameterIndex {
  const codes = unionParametersOf(resourceType).get(code) ?? [code];
  const marks = codes.map((one) => markOf(resourceType, one));
  const tokens = (texts: readonly string[]): string => {
    const all = marks.flatMap((mark) => texts.map((text) => tokenOf(mark, text)));
    budget.probe(all.length);
    return `r.tokens ${all.length === 1 ? '@>' : '&&'} ${sql.value(`{${all.join(',')}}`)}::bigint[]`;
  };
  return {
    marks,
    exactly: (texts) => ({ where: tokens(texts), exact: true, indexed: true }),
    near: (texts) => ({ where: tokens(texts), exact: false, indexed: true }),
    some: () => {
      const tags = marks.map(({ tag }) => `(t >> 48) = ${sql.value(tag)}::bigint`).join(' or ');
      return {
        where: `exists (select 1 from unnest(r.tokens) t where ${tags})`,
        exact: false,
        indexed: false,
      };
    },
  };
}

function compileTokens(
  condition: Extract<ValueCondition, { kind: 'token' }>,
  index: ParameterIndex,
): CompiledCondition {
  const { modifier, values, param } = condition;
  if (modifier !== undefined && modifier !== 'not')
    refuseSearch(param.code, {
      vi: 'cách tìm này chưa được hỗ trợ.',
      en: 'this way of searching is not supported.',
    });
  const coded = values.every((term) => term.code !== undefined);
  const exact = coded && values.every((term) => term.system !== null);
  if (modifier === 'not') {
    if (!exact) return everything;
    return { where: `not (${index.exactly(values.map(codeText)).where})`, exact: true, indexed: false };
  }
  if (!coded) return index.some();
  return exact ? index.exactly(values.map(codeText)) : index.near(values.map(codeText));
}

/** A code with its system where one is asked for. */
function codeText(term: TokenTerm): string {
  return typeof term.system === 'string' ? tokenText(term.system, term.code ?? '') : (term.code ?? '');
}

/** The beginnings of words are dear in the index: whoever bears the commonest name is counted up before anything else is looked at. */
function onTheWay({ wordsOnTheWay }: Compiling, made: CompiledCondition): CompiledCondition {
  return wordsOnTheWay === true ? { ...made, where: `(${made.where}) is true`, indexed: false } : made;
}

/** All words of a value, each as the beginning of a word of the resource, in any order. */
function compileWords(
  values: readonly StringTerm[],
  code: string,
  index: ParameterIndex,
  { resourceType, sql, budget }: Compiling,
): CompiledCondition {
  const [mark] = index.marks;
  const asked = values.map((value) => wordsOf(value.folded));
  // A name of signs alone has no words; it is compared as it stands.
  if (asked.some((words) => words.length === 0)) return index.some();
  if (hasKeyedWords(resourceType, code)) return compileKeyedWords(asked, mark!, { sql, budget });
  const ways = asked.map((words) => {
    const all = words.map(
      (word) =>
        `(${readings(word)
          .map((way) => `'${mark!.prefix}${way}':*`)
          .join(' | ')})`,
    );
    return `(${all.join(' & ')})`;
  });
  // Words of a sensitive line are in its closed text alone: it is looked at whatever is asked for.
  const hides = mayHideWords(resourceType);
  if (hides) ways.push(`'${mark!.prefix}${unindexed}'`);
  return { where: `r.words @@ ${sql.value(ways.join(' | '))}::tsquery`, exact: !hides, indexed: true };
}

/** The same where the beginnings of words are in the index under its key. */
function compileKeyedWords(
  asked: readonly (readonly string[])[],
  mark: Mark,
  { sql, budget }: Pick<Compiling, 'sql' | 'budget'>,
): CompiledCondition {
  let exact = true;
  const ways = asked.map((words) =>
    words
      .map((word) => {
        const all = readings(word).map((way) => tokenOfBeginning(mark, way));
        budget.probe(all.length);
        exact &&= all.every((one) => one.exact);
        return `r.tokens && ${sql.value(`{${all.map(({ token }) => token).join(',')}}`)}::bigint[]`;
      })
      .join(' and '),
  );
  return { where: `(${ways.join(' or ')})`, exact, indexed: true };
}

/** Every word as the beginning of a word of the narrative; whether words stand beside each other is seen on the resource. */
function compileNarrative(
  values: readonly TextTerm[],
  index: ParameterIndex,
  sql: SqlText,
): CompiledCondition {
  const { prefix } = index.marks[0]!;
  const ways = values.map(({ words, phrases }) => {
    const whole = phrases.flatMap((phrase) => phrase.split(' ')).map((word) => `'${prefix}${word}'`);
    return `(${[...words.map((word) => `'${prefix}${word}':*`), ...whole].join(' & ')})`;
  });
  const query = [...ways, `'${prefix}${unindexed}'`].join(' | ');
  return { where: `r.words @@ ${sql.value(query)}::tsquery`, exact: false, indexed: true };
}

/** Every address that a uri lies below, and itself. */
function uppers(uri: string): string[] {
  const found = [uri];
  for (let at = uri.indexOf('/'); at >= 0; at = uri.indexOf('/', at + 1))
    found.push(uri.slice(0, at), uri.slice(0, at + 1));
  return found;
}

function referenceTexts(term: ReferenceTerm, targets: readonly string[]): string[] {
  if (term.url !== undefined) return [term.url];
  if (term.id === undefined) return [''];
  if (term.type !== undefined) return [referenceText(term.type, term.id)];
  return (targets.length === 0 ? allResourceTypes : targets).map((type) => referenceText(type, term.id!));
}

function compileNumbers(
  texts: readonly (readonly string[] | undefined)[],
  index: ParameterIndex,
): CompiledCondition {
  if (texts.includes(undefined)) return index.some();
  return index.near([...new Set(texts.flatMap((list) => list!))]);
}

/** What one of a number's marks is, where it meets the term; undefined where that is any. */
function numberTexts(term: NumberTerm): string[] | undefined {
  const range = numberRange(term, term);
  return range === undefined ? undefined : [...numberRangeTokens(range.lo, range.hi), wideNumber];
}

/** Stored units that convert are found by base units; others, and rows without them, by the number itself. */
function quantityTexts(term: QuantityTerm): string[] | undefined {
  const { canonical } = term;
  const inBase = canonical === undefined ? undefined : numberRange(term, canonical);
  const texts = numberTexts(term);
  if (texts === undefined || canonical === undefined || inBase === undefined) return texts;
  return [...texts, ...canonicalRangeTokens(canonical.dimension, inBase.lo, inBase.hi)];
}

function numberRange(
  { prefix }: NumberTerm,
  { value, lo, hi }: { readonly value: number; readonly lo: number; readonly hi: number },
): { lo: number; hi: number } | undefined {
  switch (prefix) {
    case 'eq':
    case 'ap':
      return { lo, hi };
    case 'ne':
      return undefined;
    case 'gt':
    case 'ge':
    case 'sa':
      return { lo: Math.min(value, lo), hi: Infinity };
    case 'lt':
    case 'le':
    case 'eb':
      return { lo: -Infinity, hi: Math.max(value, hi) };
  }
}

/** Each component narrows by its own parameter; whether they stand together is seen on the resource. */
function compileComposite(
  condition: Extract<ValueCondition, { kind: 'composite' }>,
  at: Compiling,
): CompiledCondition {
  const ways = condition.values.map(({ components }) =>
    components.map((component) => compileCondition(component, at)),
  );
  const where = ways.map((parts) => `(${parts.map((part) => `(${part.where})`).join(' and ')})`).join(' or ');
  return {
    where: `(${where})`,
    exact: false,
    indexed: ways.every((parts) => parts.some((part) => part.indexed)),
  };
}
