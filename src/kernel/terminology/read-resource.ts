import type {
  CodeSystem,
  CodeSystemConcept,
  CodeSystemConceptDesignation,
  ConceptMap,
  ConceptMapGroup,
  ValueSet,
  ValueSetComposeInclude,
  ValueSetComposeIncludeConcept,
  ValueSetComposeIncludeFilter,
} from '@medplum/fhirtypes';
import { AppError } from '../errors.ts';
import { buildTable, type CodeRow, type CodeTable, type Content } from './code-table.ts';
import type { Compose, ComposeInclude } from './compose.ts';
import { languageOf } from './names.ts';
import { once } from './once.ts';
import type {
  CodeSystemEntry,
  ConceptMapEntry,
  MapLine,
  TerminologyHead,
  ValueSetEntry,
} from './terminology-source.ts';

/** A stored or inline CodeSystem as the house's own lists are; what has no URL can only be used inline. */
export function readCodeSystem(resource: CodeSystem): CodeSystemEntry {
  const url = resource.url ?? '';
  const content = (resource.content ?? 'not-present') as Content;
  const caseSensitive = resource.caseSensitive !== false;
  return {
    ...head(resource),
    content,
    caseSensitive,
    ...(resource.count !== undefined && { count: resource.count }),
    ...(resource.valueSet !== undefined && { valueSet: resource.valueSet }),
    open: once(() => Promise.resolve(tableOf(resource, url, content, caseSensitive))),
  };
}

function tableOf(resource: CodeSystem, system: string, content: Content, caseSensitive: boolean): CodeTable {
  const parts = { system, content, version: resource.version };
  const language = languageOf(resource.language) ?? 'vi';
  const rows = rowsOf(resource.concept ?? [], [], language, 0);
  return buildTable(caseSensitive ? parts : { ...parts, normal: (code) => code.toLowerCase() }, rows);
}

const deepest = 60;

function rowsOf(
  concepts: readonly CodeSystemConcept[],
  parents: readonly string[],
  language: 'vi' | 'en',
  depth: number,
): CodeRow[] {
  if (depth > deepest) throw new AppError('terminology.circle');
  return concepts.flatMap((concept) => {
    const { display, property = [], designation = [] } = concept;
    const code = (concept as Partial<CodeSystemConcept>).code ?? '';
    const values = property.map((one) => ({ code: one.code ?? '', value: valueOf(one) }));
    const truth = (name: string): boolean =>
      values.some((one) => one.code === name && String(one.value) === 'true');
    const named = (wanted: 'vi' | 'en'): string | undefined =>
      language === wanted ? display : designation.find((one) => languageOf(one.language) === wanted)?.value;
    const [vi, en] = [named('vi'), named('en')];
    const more = values.filter((one) => one.code === 'parent').map((one) => String(one.value));
    const retired = values.some(
      (one) => one.code === 'status' && /^(retired|deprecated|inactive)$/.test(String(one.value)),
    );
    return [
      {
        code,
        ...(vi !== undefined && { vi }),
        ...(en !== undefined && { en }),
        parents: [...parents, ...more],
        inactive: retired || truth('inactive'),
        abstract: truth('notSelectable') || truth('abstract'),
        properties: values.filter(
          (one) => !['parent', 'child', 'inactive', 'notSelectable'].includes(one.code),
        ),
        designations: designation
          .filter((one) => one.value !== vi && one.value !== en)
          .map(({ language: tag, value = '' }: Partial<CodeSystemConceptDesignation>) => ({
            ...(tag !== undefined && { language: tag }),
            value,
          })),
      },
      ...rowsOf(concept.concept ?? [], [code], language, depth + 1),
    ];
  });
}

type Property = NonNullable<CodeSystemConcept['property']>[number];

function valueOf(one: Property): string | boolean {
  return (
    one.valueBoolean ??
    one.valueCode ??
    one.valueString ??
    one.valueDateTime ??
    one.valueCoding?.code ??
    String(one.valueInteger ?? one.valueDecimal ?? '')
  );
}

/** A stored or inline ValueSet. Without a composition, its expansion is taken as its list. */
export function readValueSet(resource: ValueSet): ValueSetEntry {
  return { ...head(resource), open: once(() => Promise.resolve(composeOf(resource))) };
}

function composeOf(resource: ValueSet): Compose {
  const { compose, expansion } = resource;
  if (compose !== undefined)
    return {
      include: compose.include.map(readInclude),
      ...(compose.exclude && { exclude: compose.exclude.map(readInclude) }),
      ...(compose.inactive !== undefined && { inactive: compose.inactive }),
    };
  const listed = flatten(expansion?.contains ?? []);
  const bySystem = Map.groupBy(listed, (one) => one.system ?? '');
  return {
    include: [...bySystem].map(([system, some]) => ({
      system,
      concept: some.map(({ code = '', display }) => ({ code, ...(display !== undefined && { display }) })),
    })),
  };
}

type Contains = NonNullable<NonNullable<ValueSet['expansion']>['contains']>[number];

function flatten(contains: readonly Contains[]): Contains[] {
  return contains.flatMap((one) => [...(one.abstract ? [] : [one]), ...flatten(one.contains ?? [])]);
}

function readInclude(include: ValueSetComposeInclude): ComposeInclude {
  const { system, version, concept, filter, valueSet } = include;
  return {
    ...(system !== undefined && { system }),
    ...(version !== undefined && { version }),
    ...(concept && {
      concept: concept.map(({ code = '', display }: Partial<ValueSetComposeIncludeConcept>) => ({
        code,
        ...(display !== undefined && { display }),
      })),
    }),
    ...(filter && {
      filter: filter.map(
        ({ property = '', op = '=', value = '' }: Partial<ValueSetComposeIncludeFilter>) => ({
          property,
          op,
          value,
        }),
      ),
    }),
    ...(valueSet && { valueSet }),
  };
}

/** A stored or inline ConceptMap. */
export function readConceptMap(resource: ConceptMap): ConceptMapEntry {
  const groups = resource.group ?? [];
  const systems = (pick: (group: ConceptMapGroup) => string | undefined): string[] => [
    ...new Set(groups.map((group) => pick(group) ?? '')),
  ];
  const sourceScope = resource.sourceCanonical ?? resource.sourceUri;
  const targetScope = resource.targetCanonical ?? resource.targetUri;
  return {
    ...head(resource),
    ...(sourceScope !== undefined && { sourceScope }),
    ...(targetScope !== undefined && { targetScope }),
    sourceSystems: systems((group) => group.source),
    targetSystems: systems((group) => group.target),
    open: once(() => Promise.resolve(groups.flatMap(linesOf))),
  };
}

function linesOf(group: ConceptMapGroup): MapLine[] {
  return (group.element ?? []).map((element) => ({
    source: { system: group.source ?? '', code: element.code ?? '' },
    targets: (element.target ?? []).map(({ code = '', display, equivalence, comment }) => ({
      system: group.target ?? '',
      code,
      equivalence: equivalence ?? 'relatedto',
      ...(display !== undefined && { display }),
      ...(comment !== undefined && { comment }),
    })),
  }));
}

function head(resource: CodeSystem | ValueSet | ConceptMap): TerminologyHead {
  const title = resource.title ?? resource.name ?? resource.url ?? '';
  return {
    id: resource.id ?? '',
    url: resource.url ?? '',
    ...(resource.version !== undefined && { version: resource.version }),
    name: resource.name ?? '',
    title: { vi: title, en: title },
    status: resource.status ?? 'unknown',
    ...(resource.publisher !== undefined && { source: resource.publisher }),
  };
}
