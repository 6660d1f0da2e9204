import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Audit, AuditLine } from '../../audit/audit-log.ts';
import type { Scanner } from '../../files/scan/scanner.ts';
import type { Keyring } from '../../crypt/keyring.ts';
import type { Transaction } from '../../sql/database.ts';
import { demand, type Reach } from '../reach.ts';
import type { SearchHost } from '../search/search-host.ts';
import { keepPersons } from '../same-person/keep-persons.ts';
import type { SamePersons } from '../same-person/same-persons.ts';
import { namesItsRow, rowBucket } from '../place.ts';
import { toStored } from '../rows.ts';
import { isListType, refuseHouseList } from '../house-lists.ts';
import type { LiveTerminology } from '../live-terminology.ts';
import type { SubscriptionGate } from '../subscriptions/gate.ts';
import type { Texts } from '../texts.ts';
import { applyDrafts, type SideRows } from './apply.ts';
import { checkFilters } from './check-filters.ts';
import { checkReach } from './check-reach.ts';
import { resolveConditionalReferences, resolveConditions, type ConditionalTargets } from './conditions.ts';
import { accessRowsOf } from './find-access-rows.ts';
import { finishDraft } from './finish-drafts.ts';
import { tellFollowers, type Follower } from './followers.ts';
import { askGuards, type Guard } from './guards.ts';
import { identifierLines, type IdentifierLine, type SoleSystems } from './identifiers.ts';
import type { Draft, Intent, Json, Outcome } from './intent.ts';
import { isLive, lookUp, placeDrafts } from './place-drafts.ts';
import { readDraft } from './read-draft.ts';
import { inOrderOfVersions, pinVersions } from './pin-versions.ts';
import { inEntry, refuse, refuseAt } from './refuse.ts';
import { resolveChanges } from './resolve-changes.ts';
import { scanAttachments } from './scan-attachments.ts';
import { rewriteAddresses } from './rewrite-addresses.ts';
import { checkVersion } from './versions.ts';

/** What writing needs besides its transaction. */
export interface WriteHost {
  readonly texts: Texts;
  readonly keys: Keyring;
  readonly audit: Audit;
  /** Looks at files within resources before they are kept. */
  readonly scanner?: Scanner;
  readonly soleSystems: SoleSystems;
  readonly now: () => Date;
  readonly terminology: LiveTerminology;
  /** Which records are of one person. */
  readonly same: SamePersons;
  readonly subscriptions: SubscriptionGate;
  /** Parts of the platform that hear of what is written in the same transaction. */
  readonly followers?: readonly Follower[];
  /** Who may refuse that something stored is changed. */
  readonly guards?: readonly Guard[];
}

/** What one actor writes. */
export interface Share {
  readonly reach: Reach;
  readonly intents: readonly Intent[];
}

/** A share on its way into the store. */
interface Part {
  readonly reach: Reach;
  readonly search: SearchHost;
  readonly drafts: readonly Draft[];
}

/**
 * Writes a list of intents as one: all or nothing, in a handful of statements. Errors: those of RecordStore, each naming the
 * entry. Runs again from the beginning when somebody else wrote the same rows in between.
 */
export async function writeAll(
  host: WriteHost,
  tx: Transaction,
  reach: Reach,
  intents: readonly Intent[],
): Promise<Outcome[]> {
  const [outcomes] = await writeShares(host, tx, [{ reach, intents }]);
  return outcomes!;
}

/** The same for several actors in one go: each is held to her own reach and audited as herself, and the store is asked once for all. */
export async function writeShares(
  host: WriteHost,
  tx: Transaction,
  shares: readonly Share[],
): Promise<Outcome[][]> {
  const now = host.now();
  for (const { reach, intents } of shares) for (const intent of intents) demandEntry(reach, intent);
  for (const { resourceType, id } of shares.flatMap(({ intents }) => intents)) {
    await refuseHouseList(resourceType, id);
    if (isListType(resourceType)) tx.afterCommit(() => host.terminology.touch());
  }
  const parts: Part[] = [];
  for (const share of shares) parts.push(await readShare(host, tx, share, now));
  const drafts = parts.flatMap((part) => part.drafts);
  refuseDoubles(drafts);
  const known = await lookUp(tx, drafts, await conditionalTargets(parts));
  placeDrafts(drafts, known, now);
  for (const part of parts) refuseForeignIds(part.reach, part.drafts);
  rewriteAddresses(drafts.filter(isLive), known.drafts);
  await continueVersions(tx, drafts);
  await readPrevious(host, tx, drafts);
  for (const part of parts) {
    const own = part.drafts.filter(isLive);
    await host.subscriptions.demandOwn(tx, part.reach, own);
    await checkReach(tx, part.reach, own, now);
    checkFilters(part.reach, own);
  }
  for (const draft of inOrderOfVersions(drafts.filter(isLive))) {
    checkVersion(draft);
    checkPerson(draft);
    pinVersions(draft, known);
    finishDraft(draft, now);
  }
  const live = drafts.filter(isLive);
  await scanAttachments(host.scanner, live);
  await askGuards(host.guards ?? [], tx, live);
  const side = { ...sideRows(host, live, now), access: await accessRowsOf(tx, host.texts, live, now) };
  if (live.length > 0) {
    await applyDrafts(tx, live, side, { now, keys: host.keys }).catch((error: unknown) => {
      throw explain(error);
    });
  }
  await keepPersons(tx, host.same, live);
  for (const part of parts) await host.subscriptions.keep(tx, part.reach, part.drafts.filter(isLive), now);
  await tellFollowers(host.followers ?? [], tx, live, now);
  await readAdopted(host, tx, drafts);
  await audit(host, tx, parts);
  return parts.map((part) => part.drafts.map((draft) => outcomeOf(draft, now)));
}

async function readShare(
  host: WriteHost,
  tx: Transaction,
  { reach, intents }: Share,
  now: Date,
): Promise<Part> {
  const search = { q: tx, texts: host.texts, reach, now };
  const resolved = await resolveChanges(tx, host.texts, search, intents);
  const judged = { ...search, terminology: () => host.terminology.now() };
  const drafts = (await host.subscriptions.receive(judged, reach, resolved)).map(readDraft);
  await resolveConditions(tx, search, drafts);
  return { reach, search, drafts };
}

/** What conditional references mean. One condition may mean something else to another actor, so several of them bring none. */
async function conditionalTargets(parts: readonly Part[]): Promise<ConditionalTargets> {
  const [first, ...others] = parts;
  const targets = await resolveConditionalReferences(first!.search, first!.drafts);
  for (const { search, drafts } of others) {
    const more = await resolveConditionalReferences(search, drafts);
    if ([targets, more].some((one) => one.names.size + one.drafts.size > 0))
      throw new Error('conditional references are written by one actor at a time');
  }
  return targets;
}

function demandEntry(reach: Reach, { method, resourceType, condition, change, where }: Intent): void {
  try {
    demand(reach, method, resourceType);
    if (change !== undefined) demand(reach, 'read', resourceType);
    if (condition !== undefined) demand(reach, 'search', resourceType);
  } catch (error) {
    throw inEntry(error, where);
  }
}

function refuseDoubles(drafts: readonly Draft[]): void {
  const seen = new Set<string>();
  const fullUrls = new Set<string>();
  for (const draft of drafts) {
    const { fullUrl, where, resourceType } = draft.intent;
    if (fullUrl !== undefined && fullUrls.has(fullUrl))
      throw refuseAt('request.invalid', where, '', texts.twoFullUrls);
    if (fullUrl !== undefined) fullUrls.add(fullUrl);
    if (draft.fhirId === '' || !isLive(draft)) continue;
    const name = `${resourceType}/${draft.fhirId}`;
    if (seen.has(name)) throw refuseAt('request.invalid', where, '', texts.twice);
    seen.add(name);
  }
}

const texts = {
  twice: {
    vi: 'Một giao dịch chỉ được ghi mỗi bản ghi một lần.',
    en: 'A transaction writes each record only once.',
  },
  twoFullUrls: {
    vi: 'Hai mục của một giao dịch không được có cùng fullUrl.',
    en: 'Two entries of a transaction cannot have the same fullUrl.',
  },
} as const satisfies Record<string, Bilingual>;

/** Devices draw ids as the house does; an id of another shape is nobody's but a system's. */
function mayBring({ actor }: Reach, id: string): boolean {
  return actor.bringsIds === true && namesItsRow(id);
}

/** Ids of their own are for systems; people get ids from here. */
function refuseForeignIds(reach: Reach, drafts: readonly Draft[]): void {
  for (const draft of drafts) {
    const { method, id, ifMatch, onlyNew, where } = draft.intent;
    if (method !== 'update' || !isLive(draft)) continue;
    if (draft.previous !== undefined) {
      if (draft.wanted !== undefined) throw refuse('record.id-taken', where, []);
      if (onlyNew === true) throw refuse('record.exists', where, []);
      continue;
    }
    const own = id ?? draft.wanted;
    if (own !== undefined && reach.actor.kind === 'person' && !mayBring(reach, own))
      throw refuse('record.id-not-yours', where, []);
    if (ifMatch !== undefined) throw refuse('record.version-conflict', where, []);
  }
}

/** A resource that was deleted and comes again goes on counting its versions. */
async function continueVersions(tx: Transaction, drafts: readonly Draft[]): Promise<void> {
  const again = drafts.filter(
    (draft) =>
      isLive(draft) &&
      draft.intent.method === 'update' &&
      draft.previous === undefined &&
      (draft.intent.id ?? draft.wanted) !== undefined,
  );
  if (again.length === 0) return;
  const idsOf = (draft: Draft): string[] => [draft.rowId, ...draft.former];
  const ids = again.flatMap(idsOf);
  const { rows } = await tx.query<{ id: string; version: number }>({
    name: 'record-versions',
    text: `select h.id, max(h.version) as version from unnest($1::int[], $2::uuid[]) k (bucket, id)
      join record.history h on h.bucket = k.bucket and h.id = k.id
      where h.bucket = any ($1::int[]) group by h.id`,
    values: [ids.map(rowBucket), ids],
  });
  const versions = new Map(rows.map((row) => [row.id, row.version]));
  for (const draft of again)
    draft.version = Math.max(0, ...idsOf(draft).map((id) => versions.get(id) ?? 0)) + 1;
}

async function readPrevious(host: WriteHost, tx: Transaction, drafts: readonly Draft[]): Promise<void> {
  const replaced = drafts.filter((draft) => isLive(draft) && draft.previous !== undefined);
  if (replaced.length === 0) return;
  const texts = await host.texts.of(
    tx,
    replaced.map((draft) => draft.previous!),
  );
  replaced.forEach((draft, at) => {
    draft.previousText = texts[at];
  });
}

/** A resource never moves: neither to another person, nor out of or into a compartment. */
function checkPerson({ intent, previous, patient }: Draft): void {
  if (intent.method !== 'update' || previous === undefined) return;
  if (previous.patient !== patient) throw refuse('record.patient-fixed', intent.where, []);
}

function sideRows(
  host: WriteHost,
  live: readonly Draft[],
  now: Date,
): Pick<SideRows, 'identifiers' | 'identifiersGone'> {
  const identifiers: (IdentifierLine & { id: string })[] = [];
  const identifiersGone: (IdentifierLine & { id: string })[] = [];
  for (const draft of live) {
    if (draft.outcome === 'unchanged') continue;
    const id = draft.rowId;
    const before = draft.previousText === undefined ? undefined : (JSON.parse(draft.previousText) as Json);
    const { resource } = draft;
    const lines =
      resource === undefined
        ? new Map<string, IdentifierLine>()
        : identifierLines(resource, host.soleSystems, now);
    for (const [key, line] of before === undefined ? [] : identifierLines(before, host.soleSystems, now)) {
      if (!lines.has(key)) identifiersGone.push({ ...line, id });
    }
    for (const line of lines.values()) identifiers.push({ ...line, id });
  }
  return { identifiers, identifiersGone };
}

/** Resources that a condition found are answered with their text. */
async function readAdopted(host: WriteHost, tx: Transaction, drafts: readonly Draft[]): Promise<void> {
  const adopted = drafts.filter(
    (draft) => draft.outcome === 'unchanged' && draft.text === '' && draft.previous !== undefined,
  );
  const texts = await host.texts.of(
    tx,
    adopted.map((draft) => draft.previous!),
  );
  adopted.forEach((draft, at) => {
    draft.text = texts[at]!;
  });
}

async function audit(host: WriteHost, tx: Transaction, parts: readonly Part[]): Promise<void> {
  const lines = parts.flatMap(({ reach, drafts }) => linesOf(reach, drafts.filter(isLive)));
  await host.audit.appendAll(lines, tx);
}

function linesOf({ actor }: Reach, written: readonly Draft[]): AuditLine[] {
  const groups = Map.groupBy(written, (draft) => `${draft.outcome} ${draft.patient ?? ''}`);
  return [...groups.values()].map((group): AuditLine => {
    const first = group[0]!;
    const made = first.intent.method === 'create' && first.outcome === 'created';
    return {
      actor,
      action: made ? 'create' : first.intent.method,
      ...(group.length === 1 && { resourceType: first.intent.resourceType, resourceId: first.fhirId }),
      ...(first.patient !== null && { patientId: first.patient }),
      outcome: 'ok',
      count: group.length,
    };
  });
}

function outcomeOf(draft: Draft, now: Date): Outcome {
  if (draft.sameAs !== undefined) return { ...outcomeOf(draft.sameAs, now), outcome: 'unchanged' };
  const { outcome, previous } = draft;
  if (outcome === 'nothing') return { outcome };
  if (outcome === 'deleted') return { outcome, versionId: String(draft.version) };
  if (outcome === 'unchanged' && previous !== undefined)
    return { outcome, stored: toStored(previous, draft.text) };
  return {
    outcome,
    stored: {
      resourceType: draft.intent.resourceType,
      id: draft.fhirId,
      versionId: String(draft.version),
      lastUpdated: now.toISOString(),
      text: draft.text,
    },
  };
}

/** What a broken unique index means. A lost race for an id is run again; the second time the other one's row is seen. */
function explain(error: unknown): unknown {
  const { code, constraint, message } = error as { code?: unknown; constraint?: unknown; message?: unknown };
  if (code !== '23505') return error;
  // What comes from a shard names the index in its message only, with the number of the shard behind it.
  if (/^identifier_sole$|"identifier_sole_\d+"/.test(String(constraint ?? message)))
    return new AppError('record.duplicate-identifier', { cause: error });
  return Object.assign(new Error('lost a race for an id', { cause: error }), { code: '40001' });
}
