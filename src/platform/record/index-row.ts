import type {
  DateValue,
  IndexValues,
  PositionValue,
  QuantityValue,
  ReferenceValue,
  StringValue,
  TokenValue,
} from '#kernel/fhir/search/index-values.ts';
import { searchParameterMap } from '#kernel/fhir/search/search-parameters.ts';
import { wordsOf } from '#kernel/fhir/search/words.ts';
import { sensitiveBits } from '#kernel/sensitivity/sensitivity.ts';
import { dateTokens } from './index-dates.ts';
import { codeTokenOf, markOf, tokenOf, type Mark } from './index-hash.ts';
import { canonicalToken, numberTokens, wideNumber } from './index-numbers.ts';
import { cellsOf } from './index-places.ts';
import { hasKeyedWords, hidesNarrative, tokensOfWord } from './keyed-words.ts';

/** The search columns of a resource as text that PostgreSQL reads: bigint[], float8[], tsvector, text. */
export interface IndexRow {
  readonly tokens: string;
  readonly dates: string;
  readonly words: string;
  /** Folded name for sorting; undefined for types without the parameter 'name'. */
  readonly label: string | undefined;
}

/**
 * The label as the statements that write it take it: '' for none, else behind '='. Without control characters: PostgreSQL holds no NUL, and
 * U+001E separates.
 */
export function labelColumn({ label }: Pick<IndexRow, 'label'>): string {
  return label === undefined ? '' : `=${label.replace(/\p{Cc}/gu, ' ')}`;
}

/** Whether resources of a type are sorted by a name. */
export function hasName(resourceType: string): boolean {
  return searchParameterMap(resourceType).get('name')?.type === 'string';
}

/** Whether words of sensitive resources of a type may be left out of the index: names of persons are found by theirs. */
export function mayHideWords(resourceType: string): boolean {
  return !hasName(resourceType);
}

/** How a coded value with its system is written before hashing; the query compiler builds the same. */
export function tokenText(system: string, code: string): string {
  return `${system}|${code}`;
}

/** How a reference inside this base is written before hashing. */
export function referenceText(type: string, id: string): string {
  return type + '/' + id;
}

/**
 * Turns what `extractForIndex` found into the search columns. Pure, microseconds.
 * @param sensitive what the resource tells, as bits of kernel/sensitivity: words of a sensitive one stay in its closed text alone
 */
export function indexRow(resourceType: string, values: IndexValues, sensitive: number): IndexRow {
  const tokens = new Set<string>();
  const words = new Set<string>();
  const isClosed = (sensitive & sensitiveBits) !== 0;
  const hidesWords = isClosed && mayHideWords(resourceType);
  let dates = '';
  for (const code in values.tokens) addTokens(markOf(resourceType, code), values.tokens[code]!, tokens);
  for (const code in values.strings)
    addStrings(markOf(resourceType, code), values.strings[code]!, tokens, words, {
      hides: hidesWords,
      keyed: hasKeyedWords(resourceType, code),
    });
  for (const code in values.references) addReferences(resourceType, code, values.references[code]!, tokens);
  for (const code in values.uris) {
    const mark = markOf(resourceType, code);
    for (const uri of values.uris[code]!) tokens.add(tokenOf(mark, uri));
  }
  for (const code in values.dates) {
    const mark = markOf(resourceType, code);
    for (const value of values.dates[code]!) dates += dateTriple(mark, value, tokens);
  }
  for (const code in values.numbers) addNumbers(markOf(resourceType, code), values.numbers[code]!, tokens);
  for (const code in values.quantities)
    addNumbers(markOf(resourceType, code), values.quantities[code]!, tokens);
  for (const code in values.positions)
    addPositions(markOf(resourceType, code), values.positions[code]!, tokens);
  if (values.narrative !== undefined)
    addNarrative(
      markOf(resourceType, '_text'),
      values.narrative,
      words,
      isClosed || hidesNarrative(resourceType),
    );
  return {
    tokens: `{${[...tokens].join(',')}}`,
    dates: dates === '' ? '' : `{${dates.slice(0, -1)}}`,
    words: [...words].map(quoteLexeme).join(' '),
    label: hasName(resourceType) ? (values.strings['name']?.[0]?.folded.slice(0, 120) ?? '') : undefined,
  };
}

/** A code is found by itself and with its system; a system alone, its absence and texts are looked for on the resource. */
function addTokens(mark: Mark, values: readonly TokenValue[], tokens: Set<string>): void {
  for (const { system, code, types } of values) {
    if (code === undefined) {
      tokens.add(tokenOf(mark, ''));
      continue;
    }
    tokens.add(codeTokenOf(mark, code));
    if (system !== undefined) tokens.add(codeTokenOf(mark, tokenText(system, code)));
    for (const type of types ?? []) tokens.add(tokenOf(mark, `${type.system ?? ''}|${type.code}|${code}`));
  }
}

function addStrings(
  mark: Mark,
  values: readonly StringValue[],
  tokens: Set<string>,
  words: Set<string>,
  { hides, keyed }: { readonly hides: boolean; readonly keyed: boolean },
): void {
  if (hides && values.length > 0) words.add(mark.prefix + unindexed);
  for (const value of values) {
    tokens.add(tokenOf(mark, value.exact));
    if (hides) continue;
    for (const word of wordsOf(value.folded))
      if (keyed) for (const token of tokensOfWord(mark, word)) tokens.add(token);
      else words.add(mark.prefix + word);
  }
}

/** Words of a narrative that are in the index; PostgreSQL holds no more than a megabyte of a row's words. */
const mostNarrativeWords = 5000;
/** Stands in the row of a text that is longer, sensitive or a person's own, which is looked at whatever word is asked for. No word has this sign. */
export const unindexed = '*';

function addNarrative(mark: Mark, narrative: readonly string[], words: Set<string>, isClosed: boolean): void {
  if (isClosed || narrative.length > mostNarrativeWords) words.add(mark.prefix + unindexed);
  else for (const word of narrative) words.add(mark.prefix + word);
}

function addReferences(
  resourceType: string,
  code: string,
  values: readonly ReferenceValue[],
  tokens: Set<string>,
): void {
  const mark = markOf(resourceType, code);
  for (const value of values) {
    if (value.url !== undefined) tokens.add(tokenOf(mark, value.url));
    else if (value.type !== undefined && value.id !== undefined) {
      tokens.add(tokenOf(mark, referenceText(value.type, value.id)));
    }
    if (value.identifier !== undefined) {
      const { system, value: number } = value.identifier;
      tokens.add(tokenOf(mark, `:identifier ${number}`));
      if (system !== undefined) tokens.add(tokenOf(mark, `:identifier ${tokenText(system, number)}`));
    }
  }
}

function dateTriple(mark: Mark, value: DateValue, tokens: Set<string>): string {
  for (const text of dateTokens(value)) tokens.add(codeTokenOf(mark, text));
  return `${mark.tag},${value.lo},${value.hi},`;
}

function addNumbers(mark: Mark, values: readonly QuantityValue[], tokens: Set<string>): void {
  for (const { value, lo, hi, canonical } of values) {
    if (lo !== hi) tokens.add(codeTokenOf(mark, wideNumber));
    else for (const text of numberTokens(value)) tokens.add(codeTokenOf(mark, text));
    if (canonical === undefined) continue;
    tokens.add(
      codeTokenOf(mark, canonicalToken(canonical.dimension, canonical.value, canonical.lo, canonical.hi)),
    );
  }
}

function addPositions(mark: Mark, values: readonly PositionValue[], tokens: Set<string>): void {
  for (const place of values) for (const cell of cellsOf(place)) tokens.add(tokenOf(mark, cell));
}

function quoteLexeme(word: string): string {
  return `'${word}'`;
}
