import { Readable } from 'node:stream';
import { AppError } from '#kernel/errors.ts';
import { recordScope } from '#platform/access/record-scope.ts';
import { parseSmartScope } from '#platform/access/smart-scope.ts';
import type { Context } from '#platform/context.ts';
import type { StreamAnswer, StreamRequest, StreamRoute } from '#platform/module/define-module.ts';
import { takeSourceJob } from '../jobs/take-source.job.ts';
import { sentenceOf } from '../rule-sentences.ts';
import { readSource, receive } from '../source-log.ts';
import { isOpen, type Source } from '../source.ts';
import { findingsOf, outcomeOf } from './import-outcomes.ts';

const lines = 'application/fhir+ndjson';
const retrySeconds = '2';
/** Relative addresses hold behind any proxy. */
const base = '/fhir';

/**
 * `$import`: resources line by line, of any size. What was sent is kept durably before the answer; it is read behind the scenes, and the same
 * bytes from the same sender are the same import.
 */
export const beginImport: StreamRoute = {
  method: 'POST',
  path: '/fhir/$import',
  allow: 'doors.send',
  accepts: [lines, 'application/ndjson', 'application/x-ndjson'],
  bodyLimit: Number.MAX_SAFE_INTEGER,
  summary: {
    vi: 'Nhập dữ liệu FHIR theo dòng (NDJSON), không giới hạn kích thước; trả 202 và địa chỉ xem tiến độ.',
    en: 'Takes FHIR resources line by line (NDJSON) of any size; answers 202 and where to ask how far it is.',
  },
  operation: {
    code: 'import',
    resourceTypes: [],
    levels: ['system'],
    affectsState: true,
    title: { vi: 'Nhập dữ liệu hàng loạt', en: 'Bulk import' },
    comment:
      'The body is the data: application/fhir+ndjson, streamed. Asynchronous; for systems that may create and update every type, without a facility of their own. Addresses of files to fetch are not taken.',
    parameters: [],
  },
  handle: begin,
};

export const tellImport: StreamRoute = {
  method: 'GET',
  path: '/fhir/$import-status/:id',
  allow: 'doors.send',
  accepts: [],
  summary: {
    vi: 'Tiến độ và báo cáo của một lần nhập dữ liệu.',
    en: 'How far an import is, and its report.',
  },
  handle: tell,
};

export const tellImportErrors: StreamRoute = {
  method: 'GET',
  path: '/fhir/$import-errors/:id',
  allow: 'doors.send',
  accepts: [],
  summary: {
    vi: 'Các dòng không nhận được của một lần nhập, mỗi dòng một OperationOutcome (NDJSON).',
    en: 'The lines of an import that were not taken, one OperationOutcome each (NDJSON).',
  },
  handle: tellErrors,
};

async function begin(ctx: Context, request: StreamRequest): Promise<StreamAnswer> {
  await demandWholeWrite(ctx);
  const { source } = await receive(ctx, request.body as AsyncIterable<Uint8Array>, {
    door: 'fhir',
    sender: ctx.actor.accountId,
    fileName: 'import.ndjson',
  });
  if (isOpen(source)) await ctx.transaction((inner) => inner.enqueue(takeSourceJob, { sourceId: source.id }));
  return {
    status: 202,
    headers: { 'content-location': `${base}/$import-status/${source.id}`, 'cache-control': 'no-store' },
    body: '',
  };
}

async function tell(ctx: Context, request: StreamRequest): Promise<StreamAnswer> {
  const source = await ownSource(ctx, request);
  if (isOpen(source)) {
    return {
      status: 202,
      headers: {
        'x-progress': `${source.units} lines, ${source.resources} resources written`,
        'retry-after': retrySeconds,
        'cache-control': 'no-store',
      },
      body: '',
    };
  }
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(reportOf(source)),
  };
}

/** What became of an import, in the shape of a Bulk Data manifest. */
function reportOf(source: Source): object {
  const reason = source.reason === undefined ? undefined : sentenceOf(source.reason);
  const url = `${base}/$import-errors/${source.id}`;
  return {
    transactionTime: source.receivedAt.toISOString(),
    request: `${base}/$import`,
    requiresAccessToken: true,
    state: source.state,
    ...(reason !== undefined && { reason: { code: source.reason, ...reason } }),
    sha256: source.sha256,
    lines: source.units,
    taken: source.taken,
    updated: source.updated,
    unchanged: source.unchanged,
    refused: source.quarantined,
    output: [],
    error: source.quarantined === 0 ? [] : [{ type: 'OperationOutcome', url, count: source.quarantined }],
  };
}

async function tellErrors(ctx: Context, request: StreamRequest): Promise<StreamAnswer> {
  const source = await ownSource(ctx, request);
  const outcomes = async function* (): AsyncGenerator<string> {
    for await (const finding of findingsOf(ctx, source.id)) yield `${JSON.stringify(outcomeOf(finding))}\n`;
  };
  return {
    status: 200,
    headers: { 'content-type': lines, 'cache-control': 'no-store' },
    body: Readable.from(outcomes()),
  };
}

/** A door writes as the house itself, so only who may write everything, for everybody, may use this one. */
async function demandWholeWrite(ctx: Context): Promise<void> {
  const { actor } = ctx;
  const isWhole = actor.kind === 'system' && recordScope(actor).reach === 'all';
  if (!isWhole || !isWide(ctx, 'c') || !isWide(ctx, 'u')) {
    const text = {
      vi: 'Nhập hàng loạt cần quyền ghi mọi loại bản ghi (system/*.cu), không gắn với một cơ sở. Hãy gửi Bundle thường.',
      en: 'A bulk import needs the right to write every type (system/*.cu), not bound to one facility. Send ordinary Bundles.',
    };
    throw new AppError('access.denied', { issues: [{ text }] });
  }
}

/** True where one of the scopes names all types with this right. */
function isWide(ctx: Context, letter: 'c' | 'u'): boolean {
  return ctx.actor.scopes.some((text) => {
    const scope = parseSmartScope(text);
    return scope?.context === 'system' && scope.resourceType === '*' && scope.letters.has(letter);
  });
}

/** The import of this address if the caller sent it; for everybody else it is not there. Error: record.not-found. */
async function ownSource(ctx: Context, request: StreamRequest): Promise<Source> {
  const { id = '' } = request.params;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw new AppError('record.not-found');
  const source = await readSource(ctx, id);
  if (source.door !== 'fhir' || source.sender !== ctx.actor.accountId) throw new AppError('record.not-found');
  return source;
}
