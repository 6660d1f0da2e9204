import type { FastifyPluginAsync } from 'fastify';
import type { Terminology } from '#kernel/terminology/terminology.ts';
import type { Actor } from '../access/actor.ts';
import type { Audit } from '../audit/audit-log.ts';
import type { Keyring } from '../crypt/keyring.ts';
import type { Scanner } from '../files/scan/scanner.ts';
import type { Database, Queryable, Transaction } from '../sql/database.ts';
import type { ExportRunner } from './bulk/export-job.ts';
import { openExports } from './bulk/export-runner.ts';
import { exportToFolder, type FolderExport, type FolderExported } from './bulk/export-to-folder.ts';
import { deskOf, type Desk, type RecordHost } from './desk.ts';
import { everything } from './everything.ts';
import { historyOf } from './history.ts';
import { runHouseBundle } from './house-bundle.ts';
import { recordPlugin } from './http/record-plugin.ts';
import type { RouteOptions } from './http/route-host.ts';
import { createLiveTerminology } from './live-terminology.ts';
import { versionOfPerson } from './person-version.ts';
import { readCurrent, readVersion } from './read-record.ts';
import type { RecordStore, WriteResult } from './record-store.ts';
import { reindex, type ReindexAsk, type Reindexed } from './reindex/reindex.ts';
import { rekeyIndex } from './reindex/rekey-index.ts';
import { createSamePersons } from './same-person/same-persons.ts';
import { searchNamed, searchRecord } from './search-record.ts';
import { createTexts } from './texts.ts';
import {
  createSubscriptions,
  type SubscriptionParts,
  type Subscriptions,
} from './subscriptions/subscriptions.ts';
import type { Follower } from './write/followers.ts';
import type { Guard } from './write/guards.ts';
import type { SoleSystems } from './write/identifiers.ts';
import type { Intent } from './write/intent.ts';
import { writeAudited } from './write-record.ts';
import { createTogether } from './write-together.ts';

/** The record of the country, waiting for somebody to act. */
export interface RecordEngine {
  /** The record as one actor sees it; inside `tx` where one is given. */
  for(actor: Actor, tx?: Transaction): RecordStore;
  /** FHIR REST, to be mounted at the base. */
  routes(options: EngineRouteOptions): FastifyPluginAsync;
  /** Who is told of what: its work behind the scenes, its sockets, its watch. */
  readonly subscriptions: Subscriptions;
  /** Runs what `$export` began. */
  readonly exports: ExportRunner;
  /** Exports into a folder of the caller's own choosing, in this process. */
  exportTo(actor: Actor, ask: FolderExport): Promise<FolderExported>;
  /** Works the search rows of what is stored out anew; servers may read and write meanwhile. */
  reindex(ask: ReindexAsk): Promise<Reindexed>;
  /** Gives the index of an older store its key; undefined where it has it. No server may run meanwhile. */
  rekeyIndex(onProgress?: (seen: number) => void): Promise<Reindexed | undefined>;
  /** Everything that can be asked about codes: the house's lists and the stored ones, as they are now. */
  terminology(): Promise<Terminology>;
}

/** What the routes are given; with `enqueueExport` there is `$export`. */
export interface EngineRouteOptions extends Omit<RouteOptions, 'exports' | 'subscriptions'> {
  readonly enqueueExport?: (q: Queryable, id: string) => Promise<void>;
}

/** What the engine is built from. */
export interface RecordParts {
  readonly database: Database;
  /** Close and open the texts. */
  readonly keys: Keyring;
  readonly audit: Audit;
  readonly now: () => Date;
  /** Identifier systems in which an active number belongs to one resource only, by resource type. */
  readonly soleSystems?: SoleSystems;
  /** Where files of exports lie; without it nothing is exported. */
  readonly exportsFolder?: string;
  /** Parts of the platform that hear of what is written in the same transaction. */
  readonly followers?: readonly Follower[];
  /** Looks at files within resources before they are kept and before they are sent as files. */
  readonly scanner?: Scanner;
  /** Who may refuse that something stored is changed. */
  readonly guards?: readonly Guard[];
  /** Without it there are no topics and no channel that needs settings. */
  readonly subscriptions?: SubscriptionParts;
}

/** Builds the engine; opens nothing. */
export function createRecordEngine(parts: RecordParts): RecordEngine {
  const texts = createTexts(parts.keys);
  const terminology = createLiveTerminology({ database: parts.database, texts });
  const subscriptions: Subscriptions = createSubscriptions(
    () => host,
    parts.database,
    parts.subscriptions ?? { baseUrl: 'http://localhost/fhir' },
  );
  const host: RecordHost = {
    soleSystems: {},
    ...parts,
    texts,
    terminology,
    same: createSamePersons({ database: parts.database }),
    subscriptions: subscriptions.gate,
  };
  const { folder, runner } = openExports(host, parts.exportsFolder);
  return {
    for: (actor, tx) => storeOf(deskOf(host, actor, tx)),
    routes: ({ enqueueExport, ...options }) =>
      recordPlugin(host, {
        ...options,
        subscriptions,
        ...(folder !== undefined &&
          enqueueExport !== undefined && { exports: { folder, enqueue: enqueueExport } }),
      }),
    subscriptions,
    exports: runner,
    exportTo: (actor, ask) => exportToFolder(host, actor, ask),
    reindex: (ask) => reindex(parts, ask),
    rekeyIndex: (onProgress) => rekeyIndex({ ...parts, soleSystems: host.soleSystems }, onProgress),
    terminology: () => terminology.now(),
  };
}

function storeOf(desk: Desk): RecordStore {
  const write = async (intent: Omit<Intent, 'where'>): Promise<WriteResult> => {
    const [outcome] = await writeAudited(desk, [{ ...intent, where: '' }]);
    const { stored } = outcome!;
    return { ...stored!, outcome: outcome!.outcome as WriteResult['outcome'] };
  };
  return {
    read: (type, id) => readCurrent(desk, type, id),
    readVersion: (type, id, version) => readVersion(desk, type, id, version),
    create: (resource, options = {}) =>
      write({
        method: 'create',
        resourceType: resource.resourceType,
        text: JSON.stringify(resource),
        ...(options.ifNoneExist !== undefined && { condition: options.ifNoneExist }),
      }),
    createTogether: (news) => createTogether(desk, news),
    update: (resource, options = {}) =>
      write({
        method: 'update',
        resourceType: resource.resourceType,
        text: JSON.stringify(resource),
        ...(options.condition !== undefined ? { condition: options.condition } : { id: resource.id ?? '' }),
        ...(options.ifMatch !== undefined && { ifMatch: options.ifMatch }),
      }),
    delete: async (resourceType, id) => {
      await writeAudited(desk, [{ method: 'delete', resourceType, id, where: '' }]);
    },
    search: async (type, query) => {
      const { ignored: _ignored, ...page } = await searchRecord(desk, type, query);
      return page;
    },
    named: (type, orders, most) => searchNamed(desk, type, orders, most),
    history: async (type, id, query = '') => {
      const page = await historyOf(desk, type, id, query);
      // A deletion has no text; the list of a caller in the house holds what can be read.
      const matches = page.versions.flatMap(({ text, deleted: _deleted, chosenId: _chosenId, ...version }) =>
        text === undefined ? [] : [{ ...version, text }],
      );
      return { matches, included: [], ...(page.next !== undefined && { next: page.next }) };
    },
    bundle: (bundle) => runHouseBundle(desk, bundle),
    everything: (patientId, query = '') => everything(desk, patientId, query),
    versionOf: (patientId, known) => versionOfPerson(desk, patientId, known),
  };
}
