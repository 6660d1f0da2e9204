import { AppError } from '#kernel/errors.ts';
import type { Transaction } from '../../sql/database.ts';
import { reachesRow, type Reach } from '../reach.ts';
import { fhirIdOf, findRow, type Row } from '../rows.ts';
import type { SearchHost } from '../search/search-host.ts';
import type { Texts } from '../texts.ts';
import { matchesOf } from './conditions.ts';
import type { Intent } from './intent.ts';
import { inEntry } from './refuse.ts';
import { demandVersion } from './versions.ts';

/**
 * Makes ordinary updates of patches: each is applied to the present text, if the actor may read it, so that a wrong patch tells
 * nothing of a record that is not hers. Errors: record.not-found, record.multiple-matches, access.denied, record.version-conflict,
 * patch.*, fhirpath.*.
 */
export async function resolveChanges(
  tx: Transaction,
  texts: Texts,
  search: SearchHost,
  intents: readonly Intent[],
): Promise<readonly Intent[]> {
  if (intents.every(({ change }) => change === undefined)) return intents;
  const resolved: Intent[] = [];
  for (const intent of intents) {
    try {
      resolved.push(
        intent.change === undefined ? intent : await applyChange(tx, texts, search, intent, intent.change),
      );
    } catch (error) {
      throw inEntry(error, intent.where);
    }
  }
  return resolved;
}

async function applyChange(
  tx: Transaction,
  texts: Texts,
  search: SearchHost,
  intent: Intent,
  change: (text: string) => string,
): Promise<Intent> {
  const row = await rowOf(tx, search, intent);
  if (row === undefined) throw new AppError('record.not-found');
  await demandReadable(tx, search.reach, row, search.now);
  demandVersion(intent, row.version);
  const [text] = await texts.of(tx, [row]);
  const { change: _done, condition: _met, ...rest } = intent;
  return { ...rest, id: fhirIdOf(row), text: change(text!), basedOn: row.version };
}

async function rowOf(tx: Transaction, search: SearchHost, intent: Intent): Promise<Row | undefined> {
  const { resourceType, id, condition } = intent;
  if (condition === undefined) return findRow(tx, resourceType, id ?? '');
  const rows = await matchesOf(search, resourceType, condition);
  if (rows.length > 1) throw new AppError('record.multiple-matches');
  return rows[0];
}

async function demandReadable(tx: Transaction, reach: Reach, row: Row, now: Date): Promise<void> {
  if (reach.scope.may('read', row.type) && (await reachesRow(tx, reach, row, now))) return;
  throw new AppError('access.denied', { detail: 'access.outside-reach' });
}
