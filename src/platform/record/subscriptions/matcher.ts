import { AppError } from '#kernel/errors.ts';
import { extractIndex } from '#kernel/fhir/search/extract.ts';
import { meetsCondition, type Candidate } from '#kernel/fhir/search/match.ts';
import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import type { Condition, ReferenceTerm, ValueCondition } from '#kernel/fhir/search/parsed-query.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { asksBeyond, resolveCondition } from '../search/resolve-condition.ts';
import { widenCondition } from '../search/same-person.ts';
import type { Run } from '../search/search-host.ts';
import { isQuery, refuse } from './read-wish.ts';
import type { Wish } from './subscription.ts';
import { topicOf, type SubscriptionTopic, type TopicTrigger } from './topic.ts';

/** One version of a resource that was written, and the one before where a topic asks for it; of what was deleted, the last one only. */
export type Written =
  | {
      readonly kind: 'created' | 'updated';
      readonly now: Candidate;
      readonly before: Candidate | undefined;
    }
  | { readonly kind: 'deleted'; readonly before: Candidate | undefined };

/** What is asked of one type of resource. */
export interface Matcher {
  readonly resourceType: string;
  /** True where the version before is looked at. */
  readonly needsBefore: boolean;
  /** True where a topic says that deletions are told. A search as criteria says nothing of them. */
  readonly hearsDeletions: boolean;
  readonly matches: (written: Written) => boolean;
}

/** What a wish is compiled with. */
export interface MatcherHost {
  readonly topics: readonly SubscriptionTopic[];
  readonly baseUrl: string;
  /** For codes above, below and in value sets, which are looked up once. */
  readonly run: Run;
}

/**
 * Compiles what a subscription asks for into questions that a resource in memory answers. A person who is asked for by one of her records
 * is asked for by all, as they are joined now. Errors: subscription.refused (a chain, _has,
 * _include and the like cannot be answered so), search.invalid.
 */
export async function compileMatchers(wish: Wish, host: MatcherHost): Promise<readonly Matcher[]> {
  if (isQuery(wish.criteria)) {
    const [type = '', query = ''] = wish.criteria.split(/\?(.*)/s);
    const conditions = await compileQuery(type, query, 'Subscription.criteria', host);
    return [
      {
        resourceType: type,
        needsBefore: false,
        hearsDeletions: false,
        matches: (written) => written.kind !== 'deleted' && meetsAll(written.now, conditions),
      },
    ];
  }
  const topic = topicOf(host.topics, wish.criteria, host.baseUrl);
  if (topic === undefined) throw refuse('Subscription.criteria', texts.topic);
  const filters = await Promise.all(wish.filters.map((filter) => compileFilter(topic, filter, host)));
  return Promise.all(topic.resourceTrigger.map((trigger) => compileTrigger(trigger, filters, host)));
}

/** A resource as conditions look at it. */
export function candidateOf(text: string, updated: Date): Candidate {
  const resource = JSON.parse(text) as Candidate['resource'];
  return { resource, values: extractIndex(resource), updated: updated.getTime() };
}

interface Filter {
  readonly resourceType: string;
  readonly conditions: readonly ValueCondition[];
}

async function compileFilter(topic: SubscriptionTopic, filter: string, host: MatcherHost): Promise<Filter> {
  const [type = '', query = ''] = filter.split(/\?(.*)/s);
  const path = 'Subscription.criteria.extension';
  const conditions = await compileQuery(type, query, path, host);
  const mayFilter = conditions.every(({ param }) =>
    topic.canFilterBy.some((one) => one.resource === type && one.filterParameter === param.code),
  );
  if (!mayFilter) throw refuse(path, filterText(topic));
  return { resourceType: type, conditions };
}

async function compileTrigger(
  trigger: TopicTrigger,
  filters: readonly Filter[],
  host: MatcherHost,
): Promise<Matcher> {
  const { resource, supportedInteraction, queryCriteria: criteria } = trigger;
  const compile = (query: string | undefined): Promise<ValueCondition[]> | undefined =>
    query === undefined ? undefined : compileQuery(resource, query, 'Subscription.criteria', host);
  const [current, previous] = await Promise.all([compile(criteria?.current), compile(criteria?.previous)]);
  const own = filters.filter(({ resourceType }) => resourceType === resource);
  const wasSo = ({ kind, before }: Written): boolean => {
    if (previous === undefined) return true;
    if (kind === 'created') return criteria?.resultForCreate === 'test-passes';
    if (before === undefined) return kind === 'updated' && criteria?.resultForCreate === 'test-passes';
    return meetsAll(before, previous);
  };
  const triggered = (written: Written): boolean => {
    const isNow =
      current === undefined ||
      (written.kind === 'deleted'
        ? criteria?.resultForDelete === 'test-passes'
        : meetsAll(written.now, current));
    if (current === undefined || previous === undefined) return isNow && wasSo(written);
    return criteria?.requireBoth === true ? isNow && wasSo(written) : isNow || wasSo(written);
  };
  return {
    resourceType: resource,
    needsBefore: previous !== undefined,
    hearsDeletions: supportedInteraction.includes('delete'),
    matches: (written) => {
      if (!supportedInteraction.includes(interactionOf[written.kind]) || !triggered(written)) return false;
      // What is gone is filtered by what it said last.
      const shown = written.kind === 'deleted' ? written.before : written.now;
      return own.every(({ conditions }) => shown !== undefined && meetsAll(shown, conditions));
    },
  };
}

const interactionOf = { created: 'create', updated: 'update', deleted: 'delete' } as const;

/** The conditions of a search, as far as they can be answered by looking at a resource alone. */
async function compileQuery(
  type: string,
  query: string,
  path: string,
  host: MatcherHost,
): Promise<ValueCondition[]> {
  const parsed = parse(type, query, path);
  const asksMore = [parsed.includes, parsed.revincludes, parsed.sort].some((list) => list.length > 0);
  if (asksMore || parsed.count !== undefined || parsed.summary !== undefined || parsed.elements !== undefined)
    throw refuse(path, texts.onlyConditions);
  const compiled: ValueCondition[] = [];
  for (const condition of parsed.conditions) {
    const resolved = asksBeyond(condition) ? await resolveCondition(host.run, condition) : condition;
    const widened = await widenCondition(host.run, resolved);
    if (!isAnswerable(widened)) throw refuse(path, texts.chain);
    compiled.push(widened);
  }
  return compiled;
}

/** Ids that a wish's references name and that may be of people: who is joined to one of them changes what is asked. */
export function namedIn(wish: Wish): string[] {
  const queries = isQuery(wish.criteria) ? [wish.criteria, ...wish.filters] : wish.filters;
  return queries.flatMap((asked) => {
    const [type = '', query = ''] = asked.split(/\?(.*)/s);
    return parse(type, query, 'Subscription.criteria').conditions.flatMap(idsIn);
  });
}

function idsIn(condition: Condition): string[] {
  if (condition.kind !== 'reference') return [];
  return condition.values.flatMap(({ id, url }: ReferenceTerm) =>
    id === undefined || url !== undefined ? [] : [id],
  );
}

function parse(type: string, query: string, path: string): ReturnType<typeof parseQuery> {
  try {
    return parseQuery(type, query);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('subscription.refused', {
      issues: error.issues.map((issue) => ({ ...issue, path: `${path}: ${issue.path ?? ''}` })),
    });
  }
}

function isAnswerable(condition: Condition): condition is ValueCondition {
  if (condition.kind === 'chain' || condition.kind === 'has' || condition.kind === 'list') return false;
  if (condition.kind === 'composite')
    return condition.values.every(({ components }) => components.every(isAnswerable));
  return !asksBeyond(condition);
}

function meetsAll(candidate: Candidate, conditions: readonly ValueCondition[]): boolean {
  return conditions.every((condition) => meetsCondition(candidate, condition));
}

function filterText(topic: SubscriptionTopic): Bilingual {
  const names = topic.canFilterBy.map((one) => `${one.resource}?${one.filterParameter}=`).join(', ');
  return {
    vi: `Chủ đề này chỉ lọc được theo: ${names}.`,
    en: `This topic can be filtered by: ${names}.`,
  };
}

const texts = {
  topic: {
    vi: 'Không có chủ đề này. Các chủ đề được liệt kê trong CapabilityStatement, ở loại Subscription.',
    en: 'There is no such topic. Topics are listed in the CapabilityStatement, at the type Subscription.',
  },
  chain: {
    vi: 'Điều kiện này phải nhìn sang bản ghi khác (chuỗi tham chiếu, _has, _list), nên không dùng được để nhận tin. Hãy chỉ hỏi những gì nằm trong chính bản ghi.',
    en: 'This condition looks at other resources (chains, _has, _list) and cannot be used here. Ask only what stands in the resource itself.',
  },
  onlyConditions: {
    vi: 'Ở đây chỉ dùng điều kiện tìm, không dùng _include, _sort, _count, _summary hoặc _elements.',
    en: 'Only conditions count here, not _include, _sort, _count, _summary or _elements.',
  },
} as const satisfies Record<string, Bilingual>;
