import { AppError } from '#kernel/errors.ts';
import { readViewDefinition } from '#kernel/fhir/view/view-definition.ts';
import { whereAsSearch } from '#kernel/fhir/view/where-as-search.ts';
import type { Desk } from '../desk.ts';
import type { Thread, Threads } from '../expression/threads.ts';
import type { ViewRequest } from './view-request.ts';
import { personsOf } from './persons.ts';
import { storePages } from './store-pages.ts';

/** Milliseconds that a view may take to compile, and one page of it to be worked out. */
const openMs = 5_000;
const pageMs = 15_000;
/** A run holds a connection and a snapshot: longest time that it may. */
const runMs = 15 * 60_000;
const inlinePage = 200;

/**
 * Runs a view and yields its output piece by piece. The expressions run in a thread of their own, ended where a page takes too long.
 * Audited before the first row leaves. Errors: view.invalid, view.too-costly, fhirpath.too-costly, access.denied, record.not-found.
 */
export async function* runView(
  desk: Desk,
  threads: Threads,
  asked: ViewRequest,
): AsyncGenerator<string | Uint8Array> {
  const thread = await threads.acquire(desk.actor.accountId);
  try {
    const { format, header } = asked;
    const opened = await thread.ask({ kind: 'view-open', view: asked.view, format, header }, openMs);
    const pages = asked.resources === undefined ? await pagesOfStore(desk, asked) : pagesOf(asked.resources);
    yield* outputs(desk, thread, asked, pages, opened.output);
  } finally {
    thread.release();
  }
}

async function* outputs(
  desk: Desk,
  thread: Thread,
  asked: ViewRequest,
  pages: AsyncIterable<string[]> | Iterable<string[]>,
  start: string | Uint8Array,
): AsyncGenerator<string | Uint8Array> {
  const until = Date.now() + runMs;
  let rows = 0;
  let head: string | Uint8Array | undefined = start;
  for await (const texts of pages) {
    if (Date.now() > until) throw new AppError('view.too-costly');
    const made = await thread.ask({ kind: 'view-rows', texts, limit: asked.limit - rows }, pageMs);
    rows += made.rows;
    // The first page is worked out before anything leaves: what is wrong with a view is told as an error, not as half a file.
    if (head !== undefined) yield head;
    head = undefined;
    if (made.output.length > 0) yield made.output;
    if (rows >= asked.limit) break;
  }
  if (head !== undefined) yield head;
  const closed = await thread.ask({ kind: 'view-close' }, pageMs);
  if (asked.resources === undefined) await told(desk, asked, { action: 'export', count: rows });
  yield closed.output;
}

async function pagesOfStore(desk: Desk, asked: ViewRequest): Promise<AsyncIterable<string[]>> {
  const view = readViewDefinition(JSON.parse(asked.view));
  const persons = await personsOf(desk, asked);
  await told(desk, asked, { action: 'operation' });
  const since = asked.since === undefined ? [] : [`_lastUpdated=gt${encodeURIComponent(asked.since)}`];
  const narrowed = whereAsSearch(view);
  const query = [...since, ...(narrowed === '' ? [] : [narrowed])].join('&');
  return storePages(desk, { resourceType: view.resource, query, persons });
}

async function told(
  desk: Desk,
  asked: ViewRequest,
  what: { action: 'operation' | 'export'; count?: number },
): Promise<void> {
  const { resource } = JSON.parse(asked.view) as { resource: string };
  const [patientId, ...others] = asked.patients;
  const one = others.length === 0 && asked.groups.length === 0 ? patientId : undefined;
  await desk.audit({
    ...what,
    resourceType: resource,
    query: '$viewdefinition-run',
    ...(one !== undefined && { patientId: one }),
    outcome: 'ok',
  });
}

function* pagesOf(texts: readonly string[]): Generator<string[]> {
  for (let at = 0; at < texts.length; at += inlinePage) yield texts.slice(at, at + inlinePage);
}
