import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import type { ParsedQuery } from '#kernel/fhir/search/parsed-query.ts';
import type { Transaction } from '../../sql/database.ts';
import { aliasBucket } from '../place.ts';
import { fhirIdOf, idPattern, type Row } from '../rows.ts';
import { demand } from '../reach.ts';
import { runSearch } from '../search/run-search.ts';
import type { SearchHost } from '../search/search-host.ts';
import type { Draft } from './intent.ts';
import { meetsAll } from './meets-all.ts';
import { idText } from './read-draft.ts';
import { inEntry, refuse, refuseAt } from './refuse.ts';

const slotCount = 256;

const lockText = `insert into record.condition_slot (bucket, slot)
  select bucket, slot from unnest($1::int[], $2::int[]) k (bucket, slot) order by bucket, slot
  on conflict (bucket, slot) do update set slot = excluded.slot`;

/**
 * Makes transactions with the same conditions wait for each other until the first one is committed: one row per hash of a
 * condition, locked by writing it. Works on any number of nodes, unlike advisory locks.
 */
async function waitForOthers(tx: Transaction, conditions: readonly string[]): Promise<void> {
  const slots = new Map(
    conditions.map((condition) => {
      const bucket = aliasBucket('condition', condition);
      const slot = aliasBucket('slot', condition) % slotCount;
      return [`${bucket} ${slot}`, { bucket, slot }];
    }),
  );
  const list = [...slots.values()];
  await tx.query({
    name: 'record-condition-slot',
    text: lockText,
    values: [list.map(({ bucket }) => bucket), list.map(({ slot }) => slot)],
  });
}

function parseCondition(host: SearchHost, resourceType: string, condition: string): ParsedQuery {
  const query = parseQuery(resourceType, condition, { now: host.now });
  if (query.conditions.length > 0) return query;
  throw new AppError('search.invalid', {
    issues: [
      {
        text: {
          vi: 'Điều kiện phải nêu ít nhất một tham số tìm kiếm.',
          en: 'The condition must name at least one search parameter.',
        },
      },
    ],
  });
}

/** Rows that meet a condition, `most` at most. Errors: search.invalid also for a condition that names nothing. */
export async function matchesOf(
  host: SearchHost,
  resourceType: string,
  condition: string,
  most = 2,
): Promise<readonly Row[]> {
  const query = parseCondition(host, resourceType, condition);
  return (await runSearch(host, { ...query, count: most, sort: [], includes: [], revincludes: [] })).rows;
}

const nameOfRow = (row: Row): string => `${row.type}/${fhirIdOf(row)}`;
const nameOf = ({ intent }: Draft): string => `${intent.resourceType}?${intent.condition}`;

/**
 * Decides what conditional intents mean: sets the row that they are about, or leaves them to create. Deletions of the same write
 * come first, as in the standard's order: what they take away meets no condition any more. Two creates of one bundle with the same
 * condition mean the same resource. Errors: record.multiple-matches, request.invalid.
 * @source HL7 FHIR R4 http.html#trules
 */
export async function resolveConditions(
  tx: Transaction,
  host: SearchHost,
  drafts: readonly Draft[],
): Promise<void> {
  const conditional = drafts.filter((draft) => draft.intent.condition !== undefined);
  if (conditional.length === 0) return;
  await waitForOthers(tx, conditional.map(nameOf));
  const gone = new Set(
    drafts.flatMap(({ intent, fhirId }) =>
      intent.method === 'delete' && fhirId !== '' ? `${intent.resourceType}/${fhirId}` : [],
    ),
  );
  const first = new Map<string, Draft>();
  const isDelete = ({ intent }: Draft): boolean => intent.method === 'delete';
  for (const draft of [...conditional.filter(isDelete), ...conditional.filter((one) => !isDelete(one))]) {
    try {
      await resolveOne(host, draft, drafts, first, gone);
    } catch (error) {
      throw inEntry(error, draft.intent.where);
    }
  }
}

async function resolveOne(
  host: SearchHost,
  draft: Draft,
  drafts: readonly Draft[],
  first: Map<string, Draft>,
  gone: Set<string>,
): Promise<void> {
  const { method, resourceType, condition, where } = draft.intent;
  const key = `${method === 'delete' ? '-' : ''}${nameOf(draft)}`;
  const earlier = first.get(key);
  first.set(key, earlier ?? draft);
  if (earlier?.intent.method === 'create' && method === 'create') {
    draft.sameAs = earlier;
    return;
  }
  const found = await matchesOf(host, resourceType, condition!, 2 + gone.size);
  const rows = method === 'delete' ? found : found.filter((row) => !gone.has(nameOfRow(row)));
  if (rows.length > 1) throw refuse('record.multiple-matches', where, []);
  const [row] = rows;
  if (row !== undefined) {
    const own = draft.resource?.id;
    if (method === 'update' && own !== undefined && own !== fhirIdOf(row))
      throw refuseAt('request.invalid', where, 'id', texts.otherId);
    adopt(draft, row);
    if (method === 'delete') gone.add(nameOfRow(row));
  } else if (method === 'delete') {
    draft.outcome = 'nothing';
  } else if (method === 'update') {
    if (earlier !== undefined || drafts.some((other) => makesWhatIsMeant(host, draft, other)))
      throw refuseAt('request.invalid', where, '', texts.sameThing);
    wantId(draft);
  }
}

/** Another entry creates what the condition of this one asks for: both would be the same resource. */
function makesWhatIsMeant(host: SearchHost, draft: Draft, other: Draft): boolean {
  const { resourceType, condition } = draft.intent;
  if (other === draft || other.intent.method !== 'create' || other.outcome !== 'created') return false;
  if (other.intent.resourceType !== resourceType) return false;
  return meetsAll(other.resource!, parseCondition(host, resourceType, condition!), host.now);
}

/** Nothing meets the condition of an update: what comes is made, under its own id if it brings one. */
function wantId(draft: Draft): void {
  const id = draft.resource?.id;
  if (id === undefined) return;
  if (typeof id !== 'string' || !idPattern.test(id))
    throw refuseAt('request.invalid', draft.intent.where, 'id', idText);
  draft.fhirId = id;
  draft.wanted = id;
}

function adopt(draft: Draft, row: Row): void {
  draft.previous = row;
  draft.rowId = row.id;
  draft.patient = row.patient;
  draft.fhirId = fhirIdOf(row);
  if (draft.intent.method === 'create') draft.outcome = 'unchanged';
}

const texts = {
  otherId: {
    vi: 'Mã trong bản ghi khác với mã của bản ghi khớp điều kiện.',
    en: 'The id in the record is not that of the record that meets the condition.',
  },
  sameThing: {
    vi: 'Hai mục của một giao dịch cùng tạo một bản ghi.',
    en: 'Two entries of a transaction make the same record.',
  },
} as const satisfies Record<string, Bilingual>;

const conditionalReference = /^([A-Z][A-Za-z]{1,39})\?(.+)$/;

/** What conditional references mean: a resource that is there, or one that the same write makes or changes. */
export interface ConditionalTargets {
  readonly names: ReadonlyMap<string, string>;
  readonly drafts: ReadonlyMap<string, Draft>;
}

/**
 * What conditional references ('Type?identifier=s|v') point to, looked for last: what the same write deletes is gone, what it
 * makes or changes counts as it will be. Exactly one resource must meet each. Errors: record.reference-not-found,
 * record.multiple-matches; access.denied for who may not search the type, since an answer tells who is there.
 */
export async function resolveConditionalReferences(
  host: SearchHost,
  drafts: readonly Draft[],
): Promise<ConditionalTargets> {
  const names = new Map<string, string>();
  const targets = new Map<string, Draft>();
  for (const draft of drafts) {
    if (draft.sameAs !== undefined || draft.outcome === 'unchanged') continue;
    for (const slot of draft.slots) {
      if (!slot.literal || names.has(slot.value) || targets.has(slot.value)) continue;
      const match = conditionalReference.exec(slot.value);
      if (match === null) continue;
      const [, type, query] = match as unknown as [string, string, string];
      const { where } = draft.intent;
      try {
        const found = await targetsOf(host, type, query, drafts);
        if (found.length > 1) throw refuse('record.multiple-matches', where, []);
        const [target] = found;
        if (target === undefined) throw refuse('record.reference-not-found', where, []);
        if (typeof target === 'string') names.set(slot.value, target);
        else targets.set(slot.value, target);
      } catch (error) {
        throw inEntry(error, where);
      }
    }
  }
  return { names, drafts: targets };
}

async function targetsOf(
  host: SearchHost,
  type: string,
  condition: string,
  drafts: readonly Draft[],
): Promise<(string | Draft)[]> {
  demand(host.reach, 'search', type);
  const touched = drafts.filter(
    ({ intent, outcome, sameAs }) =>
      intent.resourceType === type &&
      sameAs === undefined &&
      outcome !== 'nothing' &&
      outcome !== 'unchanged',
  );
  const rewritten = new Set(touched.flatMap(({ fhirId }) => (fhirId === '' ? [] : `${type}/${fhirId}`)));
  const rows = await matchesOf(host, type, condition, 2 + rewritten.size);
  const query = parseCondition(host, type, condition);
  return [
    ...rows.map(nameOfRow).filter((name) => !rewritten.has(name)),
    ...touched.filter(({ resource }) => resource !== undefined && meetsAll(resource, query, host.now)),
  ];
}
