import { AppError } from '#kernel/errors.ts';
import { parseQuery } from '#kernel/fhir/search/parse-query.ts';
import type { Transaction } from '../../sql/database.ts';
import { aliasBucket } from '../place.ts';
import type { Row } from '../rows.ts';
import { runSearch, type SearchHost } from '../search/run-search.ts';
import type { Draft } from './intent.ts';
import { inEntry, refuse } from './refuse.ts';

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

/** Rows that meet a condition, two at most. Errors: search.invalid also for a condition that names nothing. */
async function matchesOf(host: SearchHost, resourceType: string, condition: string): Promise<readonly Row[]> {
  const query = parseQuery(resourceType, condition, { now: host.now });
  if (query.conditions.length === 0) {
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
  return (await runSearch(host, { ...query, count: 2, sort: [], includes: [], revincludes: [] })).rows;
}

/**
 * Decides what conditional intents mean: sets the row that they are about, or leaves them to create. Two entries of one bundle
 * with the same condition mean the same resource. Error: record.multiple-matches.
 */
export async function resolveConditions(
  tx: Transaction,
  host: SearchHost,
  drafts: readonly Draft[],
): Promise<void> {
  const conditional = drafts.filter((draft) => draft.intent.condition !== undefined);
  if (conditional.length === 0) return;
  const nameOf = ({ intent }: Draft): string => `${intent.resourceType}?${intent.condition}`;
  await waitForOthers(tx, conditional.map(nameOf));
  const first = new Map<string, Draft>();
  for (const draft of conditional) {
    const { intent } = draft;
    const earlier = first.get(nameOf(draft));
    if (earlier !== undefined && intent.method === 'create') {
      draft.sameAs = earlier;
      continue;
    }
    first.set(nameOf(draft), draft);
    try {
      const rows = await matchesOf(host, intent.resourceType, intent.condition!);
      if (rows.length > 1) throw refuse('record.multiple-matches', intent.where, []);
      if (rows[0] !== undefined) adopt(draft, rows[0]);
      else if (intent.method === 'delete') draft.outcome = 'nothing';
    } catch (error) {
      throw inEntry(error, intent.where);
    }
  }
}

function adopt(draft: Draft, row: Row): void {
  draft.previous = row;
  draft.rowId = row.id;
  draft.patient = row.patient;
  draft.fhirId = row.fhir_id ?? row.id;
  if (draft.intent.method === 'create') draft.outcome = 'unchanged';
}

const conditionalReference = /^([A-Z][A-Za-z]{1,39})\?(.+)$/;

/**
 * What conditional references ('Type?identifier=s|v') point to. Exactly one resource must meet each; entries of the same
 * bundle are looked at by the caller first. Errors: record.reference-not-found, record.multiple-matches.
 */
export async function resolveConditionalReferences(
  host: SearchHost,
  drafts: readonly Draft[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const draft of drafts) {
    for (const slot of draft.slots) {
      const match = slot.literal && !found.has(slot.value) ? conditionalReference.exec(slot.value) : null;
      if (match === null) continue;
      const [, type, query] = match as unknown as [string, string, string];
      const { where } = draft.intent;
      try {
        const rows = await matchesOf(host, type, query);
        if (rows.length > 1) throw refuse('record.multiple-matches', where, []);
        if (rows[0] === undefined) throw refuse('record.reference-not-found', where, []);
        found.set(slot.value, `${type}/${rows[0].fhir_id ?? rows[0].id}`);
      } catch (error) {
        throw inEntry(error, where);
      }
    }
  }
  return found;
}
