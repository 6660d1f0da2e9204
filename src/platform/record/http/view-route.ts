import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#kernel/errors.ts';
import type { Desk } from '../desk.ts';
import { createThreads } from '../expression/threads.ts';
import { contentTypes } from '../view/formats.ts';
import { runView } from '../view/run-view.ts';
import {
  deleteView,
  listViews,
  loadView,
  readView,
  writeView,
  type StoredView,
} from '../view/stored-views.ts';
import { readViewRequest } from '../view/view-request.ts';
import { headerOf, queryOf } from './request-facts.ts';
import type { RouteHost } from './route-host.ts';
import { httpDate, sendText } from './send.ts';

/** Runs at a time in one process, and callers that wait for one of them. */
const mostRuns = 2;
const mostWaiting = 20;
const stalledMs = 90_000;

/** $viewdefinition-run ($run) of SQL on FHIR 2, and the ViewDefinitions stored here. */
export function mountViews(app: FastifyInstance, host: RouteHost): void {
  const threads = createThreads({ most: mostRuns, mostWaiting });
  app.addHook('onClose', () => threads.stop());

  const run = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const desk = host.deskFor(request);
    await demandPerson(desk);
    const call = {
      query: queryOf(request),
      body: typeof request.body === 'string' ? request.body : undefined,
      accept: headerOf(request, 'accept'),
    };
    const { id } = request.params as { id?: string };
    const asked = await readViewRequest(call, (reference) => loadView(desk, reference), id);
    const output = runView(desk, threads, asked);
    // A reader who takes nothing for so long holds a thread and a snapshot for nothing.
    reply.raw.setTimeout(stalledMs, () => void reply.raw.destroy());
    // What goes wrong before the first byte is an error with its own status.
    const first = await output.next();
    const rest = Readable.from(joined(first, output), { objectMode: false });
    const name = asked.format === 'json' || asked.format === 'ndjson' ? undefined : `view.${asked.format}`;
    if (name !== undefined) reply.header('content-disposition', `attachment; filename="${name}"`);
    return reply
      .header('content-type', contentTypes[asked.format])
      .header('cache-control', 'no-store')
      .send(rest);
  };
  const config = { ownFormats: true };
  for (const code of ['$viewdefinition-run', '$run']) {
    for (const url of [`/${code}`, `/ViewDefinition/${code}`, `/ViewDefinition/:id/${code}`]) {
      app.route({ method: ['GET', 'POST'], url, config, handler: run });
    }
  }
  mountStored(app, host);
}

function mountStored(app: FastifyInstance, host: RouteHost): void {
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
  const bodyOf = (request: FastifyRequest): string => (typeof request.body === 'string' ? request.body : '');
  const send = (request: FastifyRequest, reply: FastifyReply, view: StoredView): FastifyReply =>
    sendText(
      request,
      reply
        .header('etag', `W/"${view.version}"`)
        .header('last-modified', httpDate(view.updated.toISOString())),
      view.text,
    );
  app.get('/ViewDefinition/:id', async (request, reply) =>
    send(request, reply, await readView(host.deskFor(request), idOf(request))),
  );
  app.get('/ViewDefinition', async (request, reply) => {
    const views = await listViews(host.deskFor(request), new URLSearchParams(queryOf(request)));
    const entry = views.map(({ text }) => `{"search":{"mode":"match"},"resource":${text}}`).join(',');
    return sendText(
      request,
      reply,
      `{"resourceType":"Bundle","type":"searchset","total":${views.length}${entry === '' ? '' : `,"entry":[${entry}]`}}`,
    );
  });
  app.post('/ViewDefinition', async (request, reply) => {
    const view = await writeView(host.deskFor(request), bodyOf(request));
    const { id } = JSON.parse(view.text) as { id: string };
    return send(request, reply.code(201).header('location', `${host.baseUrl}/ViewDefinition/${id}`), view);
  });
  app.put('/ViewDefinition/:id', async (request, reply) => {
    const view = await writeView(host.deskFor(request), bodyOf(request), idOf(request));
    return send(request, reply.code(view.created ? 201 : 200), view);
  });
  app.delete('/ViewDefinition/:id', async (request, reply) => {
    await deleteView(host.deskFor(request), idOf(request));
    return reply.code(204).send();
  });
}

/** A stranger starts nothing, not even with data of his own. Error: access.login-required. */
async function demandPerson(desk: Desk): Promise<void> {
  if (desk.actor.kind !== 'anonymous') return;
  await desk.audit({ action: 'refused', query: '$viewdefinition-run', outcome: 'refused' });
  throw new AppError('access.login-required');
}

async function* joined<Piece>(
  first: IteratorResult<Piece, unknown>,
  rest: AsyncGenerator<Piece>,
): AsyncGenerator<Piece> {
  try {
    if (first.done !== true) yield first.value;
    yield* rest;
  } finally {
    // A reader who hangs up ends the run: its thread and its connection go back.
    await rest.return(undefined);
  }
}
