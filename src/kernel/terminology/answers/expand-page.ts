import type { ValueSet, ValueSetExpansionContains, ValueSetExpansionParameter } from '@medplum/fhirtypes';
import { AppError } from '../../errors.ts';
import type { Language } from '../../schema.ts';
import type { CodeSet, CodeSetPart } from '../code-set.ts';
import { designationsOf, nameOf } from '../names.ts';
import { wordSearch } from '../word-index.ts';

/** Which part of a value set, and how it is shown. */
export interface ExpandQuestion {
  /** Words in any order, without marks. */
  readonly filter?: string | undefined;
  readonly offset?: number | undefined;
  readonly count?: number | undefined;
  readonly activeOnly?: boolean | undefined;
  /** Headings are left out. */
  readonly excludeNotForUI?: boolean | undefined;
  /** true: one flat list even where codes lie below each other. */
  readonly excludeNested: boolean;
  readonly includeDesignations?: boolean | undefined;
  readonly excludeSystems: readonly string[];
  readonly language: Language;
}

/** More is given page by page only. */
const mostAtOnce = 5000;

interface Found {
  readonly part: CodeSetPart;
  readonly at: number;
}

/**
 * Answers $expand with one page. Error: terminology.too-costly where more than 5,000 codes are asked for at once, or where the list
 * has no end.
 * @source FHIR R4, ValueSet-operation-expand
 */
export function expandPage(
  set: CodeSet,
  question: ExpandQuestion,
  now: Date,
  id: string,
): ValueSet['expansion'] {
  const found = select(set, question);
  const { offset = 0, count } = question;
  const page =
    count === undefined ? found.slice(offset) : found.slice(offset, offset + Math.min(count, mostAtOnce));
  if (page.length > mostAtOnce) throw new AppError('terminology.too-costly');
  if (found.length === 0 && set.parts.every((part) => part.table.size === 0) && set.unclosed)
    throw new AppError('terminology.too-costly');
  const isPaged = question.offset !== undefined || count !== undefined;
  const isTree = !question.excludeNested && !isPaged && question.filter === undefined;
  return {
    ...(set.unclosed && {
      extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/valueset-unclosed', valueBoolean: true }],
    }),
    identifier: id,
    timestamp: now.toISOString(),
    total: found.length,
    ...(isPaged && { offset }),
    parameter: parametersOf(set, question),
    ...(page.length > 0 && {
      contains: isTree ? nested(page, question) : page.map((one) => shown(one, question)),
    }),
  };
}

function select(set: CodeSet, question: ExpandQuestion): Found[] {
  const search = wordSearch(question.filter ?? '');
  const found: Found[] = [];
  for (const part of set.parts) {
    const { table } = part;
    if (question.excludeSystems.includes(table.system)) continue;
    for (const at of part.members) {
      if (question.activeOnly && table.isInactive(at)) continue;
      if (question.excludeNotForUI && table.isAbstract(at)) continue;
      if (search.isEmpty || search.matches(table, at)) found.push({ part, at });
    }
  }
  if (search.isEmpty) return found;
  return found
    .map((one) => ({ one, rank: search.rank(one.part.table, one.at) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one);
}

function shown({ part, at }: Found, question: ExpandQuestion): ValueSetExpansionContains {
  const { table, names } = part;
  return {
    system: table.system,
    ...(table.version !== undefined && { version: table.version }),
    code: table.code(at),
    display: names?.get(at) ?? nameOf(table, at, question.language),
    ...(table.isAbstract(at) && { abstract: true }),
    ...(table.isInactive(at) && { inactive: true }),
    ...(question.includeDesignations && { designation: designationsOf(table, at) }),
  };
}

/** Codes below the code of the page that they belong to. */
function nested(page: readonly Found[], question: ExpandQuestion): ValueSetExpansionContains[] {
  const top: ValueSetExpansionContains[] = [];
  const made = new Map<CodeSetPart, Map<number, ValueSetExpansionContains>>();
  for (const one of page) {
    const known = made.get(one.part) ?? new Map<number, ValueSetExpansionContains>();
    made.set(one.part, known);
    known.set(one.at, shown(one, question));
  }
  for (const { part, at } of page) {
    const known = made.get(part)!;
    const parent = part.table.parents(at).find((above) => known.has(above));
    const here = known.get(at)!;
    if (parent === undefined) top.push(here);
    else (known.get(parent)!.contains ??= []).push(here);
  }
  return top;
}

function parametersOf(set: CodeSet, question: ExpandQuestion): ValueSetExpansionParameter[] {
  const given = Object.entries(question).flatMap(([name, value]): ValueSetExpansionParameter[] => {
    if (name === 'language') return [{ name: 'displayLanguage', valueCode: String(value) }];
    if (typeof value === 'string') return [{ name, valueString: value }];
    if (typeof value === 'number') return [{ name, valueInteger: value }];
    return value === true ? [{ name, valueBoolean: true }] : [];
  });
  const used = new Set(
    set.parts.map(({ table }) =>
      table.version === undefined ? table.system : `${table.system}|${table.version}`,
    ),
  );
  return [...given, ...[...used].map((valueUri) => ({ name: 'used-codesystem', valueUri }))];
}
