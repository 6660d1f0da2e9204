import { AppError } from '#kernel/errors.ts';
import { sliceBundle, type BundleSlice } from '#kernel/fhir/json/slice-bundle.ts';
import type { Transaction } from '../sql/database.ts';
import { answerError, toAppError } from '../http/error-answer.ts';
import { entryJson, responseJson, type ReturnPreference } from './bundle-text.ts';
import type { Desk } from './desk.ts';
import { deskOf } from './desk.ts';
import { readByAddress } from './read-address.ts';
import type { Intent, Outcome } from './write/intent.ts';
import { inEntry, refuseAt } from './write/refuse.ts';
import { auditedRefusal, writeAudited } from './write-record.ts';
import { writeAll } from './write/write-all.ts';

/** More entries are refused: a transaction holds its locks until the last one is written. */
const mostEntries = 20_000;

interface Plan {
  readonly slice: BundleSlice;
  readonly where: string;
  /** Undefined for a GET. */
  readonly intent: Intent | undefined;
}

/**
 * Runs a transaction (one database transaction, all or nothing) or a batch, from text to text. Errors of a transaction name
 * the entry; those of a batch stand in the answer of their entry.
 */
export async function runBundle(
  desk: Desk,
  text: string,
  prefer: ReturnPreference,
  baseUrl: string,
): Promise<string> {
  const { type, entries } = sliceBundle(text);
  if (type !== 'transaction' && type !== 'batch') {
    throw refuseAt('request.invalid', '', 'Bundle.type', {
      vi: 'Ở đây chỉ nhận gói loại transaction hoặc batch.',
      en: 'Only bundles of type transaction or batch are taken here.',
    });
  }
  if (entries.length > mostEntries) throw new AppError('request.too-large');
  const answers =
    type === 'transaction'
      ? await runTransaction(desk, entries, prefer, baseUrl)
      : await runBatch(desk, entries, prefer, baseUrl);
  return `{"resourceType":"Bundle","type":"${type}-response","entry":[${answers.join(',')}]}`;
}

async function runTransaction(
  desk: Desk,
  entries: readonly BundleSlice[],
  prefer: ReturnPreference,
  baseUrl: string,
): Promise<string[]> {
  const plans = entries.map(planEntry);
  const intents = plans.flatMap(({ intent }) => intent ?? []);
  if (intents.length === plans.length) {
    const outcomes = await writeAudited(desk, intents);
    return outcomes.map((outcome) => answerOf(outcome, prefer, baseUrl));
  }
  const reach = await desk.reach();
  const run = async (tx: Transaction): Promise<string[]> => {
    const outcomes = await writeAll(desk.host, tx, reach, intents);
    const inside = deskOf(desk.host, desk.actor, tx);
    const byIntent = new Map(intents.map((intent, at) => [intent, outcomes[at]!]));
    const answers: string[] = [];
    for (const { slice, where, intent } of plans) {
      if (intent !== undefined) answers.push(answerOf(byIntent.get(intent)!, prefer, baseUrl));
      else
        answers.push(
          await readEntry(inside, slice, baseUrl).catch((error: unknown) =>
            Promise.reject(inEntry(error, where)),
          ),
        );
    }
    return answers;
  };
  return auditedRefusal(desk, intents, () => desk.transaction(run));
}

async function runBatch(
  desk: Desk,
  entries: readonly BundleSlice[],
  prefer: ReturnPreference,
  baseUrl: string,
): Promise<string[]> {
  const answers: string[] = [];
  for (const [at, slice] of entries.entries()) {
    try {
      const { intent } = planEntry(slice, at);
      if (intent === undefined) answers.push(await readEntry(desk, slice, baseUrl));
      else {
        const { fullUrl, ...alone } = intent;
        void fullUrl;
        const [outcome] = await writeAudited(desk, [alone]);
        answers.push(answerOf(outcome!, prefer, baseUrl));
      }
    } catch (thrown) {
      const error = toAppError(thrown);
      const { body, status } = answerError(error, {
        fhir: true,
        language: desk.actor.language,
        requestId: desk.actor.requestId,
      });
      answers.push(responseJson({ status: `${status}`, outcome: body }));
    }
  }
  return answers;
}

async function readEntry(desk: Desk, slice: BundleSlice, baseUrl: string): Promise<string> {
  const { text, etag, lastModified } = await readByAddress(desk, slice.url ?? '', baseUrl);
  return responseJson({
    status: '200 OK',
    resource: text,
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  });
}

function planEntry(slice: BundleSlice, at: number): Plan {
  const where = `Bundle.entry[${at}]`;
  const { method, url, resourceText, fullUrl, ifMatch, ifNoneExist } = slice;
  const [path, condition] = split(url ?? '');
  const [resourceType = '', id, ...more] = path.split('/');
  const common = { resourceType, where, ...(fullUrl !== undefined && { fullUrl }) };
  const fits = more.length === 0 && resourceType !== '';
  if (method === 'GET' && url !== undefined) return { slice, where, intent: undefined };
  if (
    method === 'POST' &&
    fits &&
    id === undefined &&
    condition === undefined &&
    resourceText !== undefined
  ) {
    const given = ifNoneExist === undefined ? {} : { condition: ifNoneExist.replace(/^.*\?/, '') };
    return { slice, where, intent: { method: 'create', text: resourceText, ...common, ...given } };
  }
  const named = (id !== undefined) !== (condition !== undefined);
  const by = {
    ...(id !== undefined && { id }),
    ...(condition !== undefined && { condition }),
    ...(ifMatch !== undefined && { ifMatch }),
  };
  if (method === 'PUT' && fits && named && resourceText !== undefined) {
    return { slice, where, intent: { method: 'update', text: resourceText, ...common, ...by } };
  }
  if (method === 'DELETE' && fits && named)
    return { slice, where, intent: { method: 'delete', ...common, ...by } };
  throw refuseAt('request.invalid', where, '', {
    vi: 'Mục này cần request.method và request.url đúng (POST Loại, PUT Loại/mã, DELETE Loại/mã hoặc GET), và bản ghi khi ghi.',
    en: 'The entry needs a right request.method and request.url (POST Type, PUT Type/id, DELETE Type/id or GET), and a resource to write.',
  });
}

function split(url: string): [string, string | undefined] {
  const mark = url.indexOf('?');
  const path = (mark < 0 ? url : url.slice(0, mark)).replace(/^\//, '');
  return [path, mark < 0 ? undefined : url.slice(mark + 1)];
}

function answerOf(outcome: Outcome, prefer: ReturnPreference, baseUrl: string): string {
  const { stored } = outcome;
  if (stored === undefined) {
    const etag = outcome.versionId === undefined ? {} : { etag: `W/"${outcome.versionId}"` };
    return responseJson({ status: '204 No Content', ...etag });
  }
  const status = outcome.outcome === 'created' ? '201 Created' : '200 OK';
  return entryJson(stored, status, prefer, baseUrl);
}
