import { AppError } from '#kernel/errors.ts';
import { allResourceTypes } from '#kernel/fhir/structure/element-facts.ts';
import { deskOf, type Desk, type RecordHost } from '../desk.ts';
import { narrow } from '../narrow.ts';
import { allowedRow } from '../read-record.ts';
import { createTexts } from '../texts.ts';
import { personsOf } from '../view/persons.ts';
import type { ExportFolder } from './export-folder.ts';
import { planLegs, typesOfLevel, type Leg } from './export-legs.ts';
import { readPage, type Page, type PageReader } from './export-pages.ts';
import type { ExportWish } from './export-wish.ts';
import {
  claimExport,
  filesOf,
  findExport,
  finishExport,
  saveProgress,
  type Export,
  type ExportFile,
} from './exports.ts';

/** Texts are gathered up to this many characters before they become files; that is also what a stop costs at most. */
const gatheredMost = 24_000_000;

/** The types that an actor may take out; those that were asked for and are not hers are refused. Error: access.denied. */
export async function exportedTypes(desk: Desk, wish: ExportWish): Promise<string[]> {
  const { scope } = await desk.reach();
  const may = (type: string): boolean => scope.may('read', type) && scope.may('search', type);
  const asked = [...new Set([...(wish.types ?? []), ...wish.filters.map(({ type }) => type)])];
  if (asked.some((type) => !may(type))) throw new AppError('access.denied');
  return typesOfLevel(wish.level, wish.types ?? allResourceTypes.filter(may));
}

/**
 * Runs an export to its end, or goes on with one that was cut off: files and the place to go on from are kept together, so nothing is
 * lost or doubled. Memory stays flat whatever the size. Ends quietly where the export was cancelled, is gone, or was taken over by another run.
 * Errors: what the record throws; the export then waits for another run.
 */
export async function runExport(
  host: RecordHost,
  folder: ExportFolder,
  id: string,
  options: {
    readonly gatherMost?: number;
    readonly onProgress?: (done: number, resources: number) => void;
  } = {},
): Promise<void> {
  const gatherMost = options.gatherMost ?? gatheredMost;
  const started = await claimExport(host.database, id);
  if (started === undefined) return;
  const { wish } = started;
  const desk = deskOf(host, started.actor, undefined);
  const persons = await personsWanted(desk, wish);
  const legs = planLegs(wish, await exportedTypes(desk, wish), persons !== undefined);
  // What is read once is of no use to others: it stays out of the shared memory of texts.
  const reader: PageReader = { desk, texts: createTexts(host.keys, 4_000_000), persons };
  await folder.prepare(id, await filesOf(host.database, id));
  const run = gather(host, folder, started, await knownIds(host, folder, started, legs));
  for (let leg = started.leg; leg < legs.length; leg += 1) {
    let cursor = leg === started.leg ? started.cursor : null;
    for (;;) {
      const page: Page = await readPage(reader, legs[leg]!, cursor);
      run.add(legs[leg]!, page);
      const ended = page.next === undefined;
      const place = ended ? { leg: leg + 1, cursor: null } : { leg, cursor: page.next };
      const done = (leg + (ended ? 1 : page.done)) / legs.length;
      const isLast = ended && leg === legs.length - 1;
      if (run.size() >= gatherMost || isLast) {
        if (!(await run.keep(place, done))) return leave(host, folder, id);
        options.onProgress?.(done, run.resources());
      }
      if (ended) break;
      cursor = page.next;
    }
  }
  await finishExport(host.database, id, 'done', host.now());
  await host.audit.append({
    actor: started.actor,
    action: 'export',
    query: '$export',
    outcome: 'ok',
    count: run.resources(),
  });
}

/** Takes away what this run wrote for nothing. What another run has made, or makes now, is that run's. */
async function leave(host: RecordHost, folder: ExportFolder, id: string): Promise<void> {
  const now = await findExport(host.database, id);
  if (now === undefined || now.state === 'cancelled') await folder.remove(id);
}

async function personsWanted(desk: Desk, wish: ExportWish): Promise<PageReader['persons']> {
  const groups = wish.groupId === undefined ? [] : [wish.groupId];
  const rowIds = await personsOf(desk, { patients: wish.patients ?? [], groups });
  if (rowIds === undefined) return undefined;
  const persons = [];
  for (const rowId of rowIds) {
    // The FHIR id of who has one of another system's choosing.
    const { rows } = await desk.q.query<{ fhir_id: string | null }>({
      name: 'record-export-person',
      text: 'select fhir_id from record.resource where bucket = $1 and id = $2',
      values: [Number.parseInt(rowId.slice(0, 3), 16), rowId],
    });
    persons.push({ rowId, id: rows[0]?.fhir_id ?? rowId });
  }
  return persons;
}

interface Gathering {
  add(leg: Leg, page: Page): void;
  /** Characters gathered since the last file. */
  size(): number;
  /** Writes what was gathered and the place behind it; false where the export was cancelled. */
  keep(place: { readonly leg: number; readonly cursor: string | null }, done: number): Promise<boolean>;
  resources(): number;
}

function gather(
  host: RecordHost,
  folder: ExportFolder,
  started: Export,
  seen: ReadonlyMap<string, Set<string>>,
): Gathering {
  const { id, wish } = started;
  const gathered = new Map<string, string[]>();
  let { nextFile, resources } = started;
  let claimed = nextFile;
  let size = 0;
  const cut = (line: Page['lines'][number]): string =>
    wish.elements === undefined
      ? line.text
      : narrow(
          { resourceType: line.type, id: line.id, versionId: '', lastUpdated: '', text: line.text },
          `_elements=${wish.elements}`,
        ).text;
  return {
    add(leg, page) {
      for (const line of page.lines) {
        const known = leg.kind === 'search' ? seen.get(line.type) : undefined;
        if (known?.has(line.id) === true) continue;
        known?.add(line.id);
        const key = leg.kind === 'deleted' ? 'deleted' : line.type;
        const text = leg.kind === 'deleted' ? line.text : cut(line);
        const lines = gathered.get(key);
        if (lines === undefined) gathered.set(key, [text]);
        else lines.push(text);
        size += text.length;
      }
    },
    size: () => size,
    async keep(place, done) {
      const files: ExportFile[] = [];
      for (const [key, lines] of gathered) {
        const kind = key === 'deleted' ? 'deleted' : 'output';
        const file = { number: nextFile, kind, type: kind === 'deleted' ? 'Bundle' : key } as const;
        files.push(await folder.write(id, file, lines));
        nextFile += 1;
        if (kind === 'output') resources += lines.length;
      }
      gathered.clear();
      size = 0;
      const isKept = await saveProgress(host.database, id, claimed, files, {
        ...place,
        nextFile,
        done,
        resources,
      });
      claimed = nextFile;
      return isKept;
    },
    resources: () => resources,
  };
}

/**
 * Ids that were found already, for types with several filters: a resource that meets two of them is told once, also when the run
 * was cut off between them.
 */
async function knownIds(
  host: RecordHost,
  folder: ExportFolder,
  started: Export,
  legs: readonly Leg[],
): Promise<Map<string, Set<string>>> {
  const known = new Map<string, Set<string>>();
  for (const leg of legs) {
    if (leg.kind !== 'search') continue;
    const others = legs.filter((one) => one.kind === 'search' && one.type === leg.type);
    if (others.length > 1) known.set(leg.type, new Set());
  }
  for (const file of known.size === 0 ? [] : await filesOf(host.database, started.id)) {
    const ids = known.get(file.type);
    if (ids === undefined || file.kind === 'deleted') continue;
    let text = '';
    const stream = (await folder.read(started.id, file.number)).setEncoding('utf8');
    for await (const piece of stream) text += String(piece);
    for (const line of text.split('\n')) if (line !== '') ids.add((JSON.parse(line) as { id: string }).id);
  }
  return known;
}

/** Whether the actor may see each of the persons and the group that are asked for. Errors: record.not-found, access.denied. */
export async function demandPersons(desk: Desk, wish: ExportWish): Promise<void> {
  if (wish.groupId !== undefined) await allowedRow(desk, 'Group', wish.groupId);
  for (const id of wish.patients ?? []) await allowedRow(desk, 'Patient', id);
}
