import type { RecordHost } from '../desk.ts';
import { changesSince, type Change } from '../changes.ts';
import { reached } from '../search/reached.ts';
import { addEvents, type NewEvent } from './event-rows.ts';
import { candidateOf, type Matcher, type Written } from './matcher.ts';
import type { Owner } from './owner.ts';
import { moveCursor } from './runner-row.ts';
import { keyOf, versionTexts, type Version, type VersionText } from './version-texts.ts';

/** A subscription that is told of changes, ready to be asked. */
export interface Listening {
  /** Row id. */
  readonly id: string;
  /** Transactions from here on. */
  readonly startTx: bigint;
  /** As people are joined now: asked once a page of changes was read, so that a joining before a change counts for it. */
  readonly matchersNow: () => Promise<readonly Matcher[]>;
  readonly owner: Owner;
}

/** Channel of the hints to servers with sockets. */
export const hintChannel = 'sen_subscriptions';

const pageSize = 500;

const isGone = ({ kind }: Pick<NewEvent, 'kind'>): boolean => kind === 'deleted';

type Hit = NewEvent & { readonly listening: Listening };
type Wanted = Version & {
  readonly type: string;
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly at: Date;
  readonly tx: bigint;
};

/**
 * Takes one page of changes from the cursor on and writes the events that they are for each subscription, in the transaction that
 * moves the cursor: a page counts once, whatever dies meanwhile. Answers the new cursor and how many events there were; undefined
 * where another server runs.
 */
export async function collect(
  host: RecordHost,
  holder: string,
  cursor: string,
  all: readonly Listening[],
): Promise<{ readonly cursor: string; readonly events: number; readonly changes: number } | undefined> {
  const page = await changesSince(host.database, leapTo(cursor, all), pageSize);
  if (page.cursor === cursor) return { cursor, events: 0, changes: 0 };
  const asking = await Promise.all(
    all.map(async (listening) => (await listening.matchersNow()).map((matcher) => ({ listening, matcher }))),
  );
  const byType = Map.groupBy(asking.flat(), ({ matcher }) => matcher.resourceType);
  const wanted = page.changes.flatMap((change) => wantedOf(change, byType));
  const hits = wanted.length === 0 ? [] : await findHits(host, wanted, byType);
  const events = await onlyReached(host, hits);
  const moved = await host.database.transaction(async (tx) => {
    if (!(await moveCursor(tx, holder, cursor, page.cursor))) return false;
    await addEvents(tx, events);
    if (events.length > 0) await tx.query('select pg_notify($1, $2)', [hintChannel, '']);
    return true;
  });
  return moved ? { cursor: page.cursor, events: events.length, changes: page.changes.length } : undefined;
}

/** What was written before anybody asked to be told is not looked at. */
function leapTo(cursor: string, all: readonly Listening[]): string {
  const [tx = '0'] = cursor.split('.');
  const first = all.reduce<bigint | undefined>(
    (least, { startTx }) => (least === undefined || startTx < least ? startTx : least),
    undefined,
  );
  return first !== undefined && BigInt(tx === '' ? '0' : tx) < first ? `${first}.0` : cursor;
}

interface Asking {
  readonly listening: Listening;
  readonly matcher: Matcher;
}
type ByType = ReadonlyMap<string, readonly Asking[]>;

function hears(asking: readonly Asking[], kind: Wanted['kind']): boolean {
  return kind === 'deleted' ? asking.some(({ matcher }) => matcher.hearsDeletions) : asking.length > 0;
}

function wantedOf(change: Change, byType: ByType): Wanted[] {
  return change.changed.flatMap(({ resourceType, id, version, kind }) =>
    hears(byType.get(resourceType) ?? [], kind)
      ? [{ id, version, type: resourceType, kind, at: change.at, tx: BigInt(change.tx) }]
      : [],
  );
}

async function findHits(host: RecordHost, wanted: readonly Wanted[], byType: ByType): Promise<Hit[]> {
  const before = wanted
    .filter(
      ({ type, kind }) =>
        kind === 'deleted' ||
        (kind === 'updated' && byType.get(type)!.some(({ matcher }) => matcher.needsBefore)),
    )
    .map(({ id, version }) => ({ id, version: version - 1 }));
  const texts = await versionTexts(host.database, host.texts, [...wanted, ...before]);
  return wanted.flatMap((one) => {
    const asking = byType.get(one.type)!.filter(({ listening }) => one.tx >= listening.startTx);
    const written = asking.length === 0 ? undefined : writtenOf(one, texts);
    if (written === undefined) return [];
    const told = new Set<Listening>();
    for (const { listening, matcher } of asking) if (matcher.matches(written)) told.add(listening);
    const { at, type, kind, version } = one;
    return [...told].map((listening) => ({
      listening,
      subscription: listening.id,
      at,
      focus: one.id,
      version,
      type,
      kind,
    }));
  });
}

/** What was written, for matchers to look at; undefined where its text was erased since. */
function writtenOf(one: Wanted, texts: ReadonlyMap<string, VersionText>): Written | undefined {
  const former =
    one.kind === 'created' ? undefined : texts.get(keyOf({ id: one.id, version: one.version - 1 }));
  const before = former && candidateOf(former.text, former.updated);
  if (one.kind === 'deleted') return { kind: 'deleted', before };
  const text = texts.get(keyOf(one));
  return text && { kind: one.kind, now: candidateOf(text.text, text.updated), before };
}

/** Nobody hears that something happened to somebody whom she does not reach. */
async function onlyReached(host: RecordHost, hits: readonly Hit[]): Promise<NewEvent[]> {
  const allowed = new Set<Hit>();
  for (const [{ owner }, own] of Map.groupBy(hits, ({ listening }) => listening)) {
    const reaching = { q: host.database, reach: owner.reach, now: host.now() };
    const [gone, there] = [own.filter(isGone), own.filter((hit) => !isGone(hit))];
    const rowOf = ({ focus, type }: Hit) => ({ id: focus, type });
    const open = [
      ...(await reached(reaching, there.map(rowOf))),
      ...(await reached(reaching, gone.map(rowOf), 'deletions')),
    ];
    const ids = new Set(open.map(({ id }) => id));
    for (const hit of own) if (ids.has(hit.focus)) allowed.add(hit);
  }
  return hits.filter((hit) => allowed.has(hit));
}
