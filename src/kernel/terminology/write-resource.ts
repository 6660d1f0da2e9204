import type {
  CodeSystem,
  CodeSystemConcept,
  ConceptMap,
  ConceptMapGroup,
  ValueSet,
} from '@medplum/fhirtypes';
import type { CodeTable } from './code-table.ts';
import { designationsOf, nameOf } from './names.ts';
import type {
  CodeSystemEntry,
  ConceptMapEntry,
  TerminologyHead,
  ValueSetEntry,
} from './terminology-source.ts';

/** A code system of the house as FHIR writes it; `whole` with all its codes, else its head alone. */
export async function writeCodeSystem(entry: CodeSystemEntry, whole: boolean): Promise<CodeSystem> {
  const table = whole ? await entry.open() : undefined;
  const count = table?.size ?? entry.count;
  return {
    resourceType: 'CodeSystem',
    ...head(entry),
    language: 'vi',
    caseSensitive: entry.caseSensitive,
    ...(entry.valueSet !== undefined && { valueSet: entry.valueSet }),
    ...(table?.isTree && { hierarchyMeaning: 'is-a' as const }),
    content: entry.content,
    ...(count !== undefined && count > 0 && { count }),
    ...(table !== undefined && table.size > 0 && { ...propertiesOf(table), concept: conceptsOf(table) }),
  };
}

/** A value set of the house; `whole` with its composition. */
export async function writeValueSet(entry: ValueSetEntry, whole: boolean): Promise<ValueSet> {
  if (!whole) return { resourceType: 'ValueSet', ...head(entry) };
  const { include, exclude } = await entry.open();
  type Compose = NonNullable<ValueSet['compose']>;
  return {
    resourceType: 'ValueSet',
    ...head(entry),
    compose: {
      include: structuredClone(include) as Compose['include'],
      ...(exclude && { exclude: structuredClone(exclude) as NonNullable<Compose['exclude']> }),
    },
  };
}

/** A map of the house; `whole` with all its lines. */
export async function writeConceptMap(entry: ConceptMapEntry, whole: boolean): Promise<ConceptMap> {
  const { sourceScope, targetScope } = entry;
  const group = whole ? await groupsOf(entry) : [];
  return {
    resourceType: 'ConceptMap',
    ...head(entry),
    ...(sourceScope !== undefined && { sourceCanonical: sourceScope }),
    ...(targetScope !== undefined && { targetCanonical: targetScope }),
    ...(group.length > 0 && { group }),
  };
}

function head(entry: TerminologyHead) {
  return {
    id: entry.id,
    meta: { versionId: '1', source: 'urn:sen:house' },
    url: entry.url,
    ...(entry.version !== undefined && { version: entry.version }),
    name: entry.name,
    title: entry.title.vi,
    status: entry.status,
    ...(entry.source !== undefined && { publisher: entry.source }),
    ...(entry.title.en !== entry.title.vi && { description: entry.title.en }),
    ...(entry.copyright !== undefined && { copyright: entry.copyright }),
  };
}

function propertiesOf(table: CodeTable): Pick<CodeSystem, 'property'> {
  const types = new Map<string, 'boolean' | 'string' | 'code'>();
  for (let at = 0; at < table.size; at++) {
    for (const { code, value } of table.properties(at))
      types.set(code, typeof value === 'boolean' ? 'boolean' : 'string');
    if (table.isInactive(at)) types.set('inactive', 'boolean');
    if (table.isAbstract(at)) types.set('notSelectable', 'boolean');
    if (table.parents(at).length > 1) types.set('parent', 'code');
  }
  return types.size === 0 ? {} : { property: [...types].map(([code, type]) => ({ code, type })) };
}

/** Each code below its first parent; further parents stand in a property. */
function conceptsOf(table: CodeTable): CodeSystemConcept[] {
  const write = (at: number): CodeSystemConcept => {
    const children = table.children(at).filter((one) => table.parents(one)[0] === at);
    const property = [
      ...(table.isInactive(at) ? [{ code: 'inactive', valueBoolean: true }] : []),
      ...(table.isAbstract(at) ? [{ code: 'notSelectable', valueBoolean: true }] : []),
      ...table
        .parents(at)
        .slice(1)
        .map((one) => ({ code: 'parent', valueCode: table.code(one) })),
      ...table
        .properties(at)
        .map(({ code, value }) =>
          typeof value === 'boolean' ? { code, valueBoolean: value } : { code, valueString: value },
        ),
    ];
    const display = nameOf(table, at, 'vi');
    const designation = designationsOf(table, at).filter(({ value }) => value !== display);
    return {
      code: table.code(at),
      ...(display !== table.code(at) && { display }),
      ...(designation.length > 0 && { designation }),
      ...(property.length > 0 && { property }),
      ...(children.length > 0 && { concept: children.map(write) }),
    };
  };
  const tops: CodeSystemConcept[] = [];
  for (let at = 0; at < table.size; at++) if (table.parents(at).length === 0) tops.push(write(at));
  return tops;
}

async function groupsOf(entry: ConceptMapEntry): Promise<ConceptMapGroup[]> {
  const groups = new Map<string, ConceptMapGroup>();
  const { sourceVersion, targetVersion } = entry;
  const versions = {
    ...(sourceVersion !== undefined && { sourceVersion }),
    ...(targetVersion !== undefined && { targetVersion }),
  };
  for (const { source, targets } of await entry.open()) {
    for (const [to, some] of Map.groupBy(targets, (one) => one.system)) {
      const key = `${source.system} ${to}`;
      let group = groups.get(key);
      if (group === undefined)
        groups.set(key, (group = { source: source.system, ...versions, target: to, element: [] }));
      const target = some.map(({ code, display, equivalence, comment }) => ({
        ...(code !== '' && { code }),
        ...(display !== undefined && { display }),
        equivalence,
        ...(comment !== undefined && { comment }),
      }));
      group.element!.push({ code: source.code, target });
    }
  }
  return [...groups.values()];
}
