import { AppError } from '#kernel/errors.ts';
import { sliceBundle, type BundleSlice } from '#kernel/fhir/json/slice-bundle.ts';
import type { Transaction } from '../sql/database.ts';
import { answerError, toAppError } from '../http/error-answer.ts';
import { planEntry, type Plan } from './bundle-plan.ts';
import { allIsWell, entryJson, responseJson, type ReturnPreference } from './bundle-text.ts';
import type { Desk } from './desk.ts';
import { deskOf } from './desk.ts';
import { isKnown, readByAddress } from './read-address.ts';
import type { Outcome } from './write/intent.ts';
import { inEntry, refuseAt } from './write/refuse.ts';
import { auditedRefusal, writeAudited } from './write-record.ts';
import { writeAll } from './write/write-all.ts';

/** More entries are refused: a transaction holds its locks until the last one is written. */
const mostEntries = 20_000;

/** Runs an operation that a batch calls by POST; undefined where there is none of this address that may be called so. */
export type RunOperation = (slice: BundleSlice) => Promise<string> | undefined;

/**
 * Runs a transaction (one database transaction, all or nothing) or a batch, from text to text. What a transaction writes is
 * decided as a whole, as if deletions came first, then creations, updates and patches, then reads. Errors of a transaction name
 * the entry; those of a batch stand in the answer of their entry. A batch may call operations that change nothing.
 * @source HL7 FHIR R4 http.html#transaction
 */
export async function runBundle(
  desk: Desk,
  text: string,
  prefer: ReturnPreference,
  baseUrl: string,
  runOperation?: RunOperation,
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
      : await runBatch(desk, entries, prefer, baseUrl, runOperation);
  const list = answers.length === 0 ? '' : `,"entry":[${answers.join(',')}]`;
  return `{"resourceType":"Bundle","type":"${type}-response"${list}}`;
}

async function runTransaction(
  desk: Desk,
  entries: readonly BundleSlice[],
  prefer: ReturnPreference,
  baseUrl: string,
): Promise<string[]> {
  const plans: Plan[] = [];
  for (const [at, slice] of entries.entries()) plans.push(await planEntry(slice, at));
  const intents = plans.flatMap(({ intent }) => intent ?? []);
  if (plans.length === 0) return [];
  if (intents.length === plans.length) {
    const outcomes = await writeAudited(desk, intents);
    return outcomes.map((outcome) => answerOf(outcome, prefer, baseUrl));
  }
  const reach = await desk.reach();
  const run = async (tx: Transaction): Promise<string[]> => {
    const outcomes = intents.length === 0 ? [] : await writeAll(desk.host, tx, reach, intents);
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
  runOperation: RunOperation = () => undefined,
): Promise<string[]> {
  const answers: string[] = [];
  for (const [at, slice] of entries.entries()) {
    try {
      const told = await runOperation(slice);
      if (told !== undefined) {
        answers.push(responseJson({ status: '200 OK', resource: told }));
        continue;
      }
      const plan = await planEntry(slice, at);
      if (plan.intent === undefined) answers.push(await readEntry(desk, plan.slice, baseUrl));
      else {
        const { fullUrl: _alone, ...intent } = plan.intent;
        const [outcome] = await writeAudited(desk, [intent]);
        answers.push(answerOf(outcome!, prefer, baseUrl));
      }
    } catch (thrown) {
      answers.push(refusalOf(desk, thrown));
    }
  }
  return answers;
}

function refusalOf(desk: Desk, thrown: unknown): string {
  const { language, requestId } = desk.actor;
  const { body, status } = answerError(toAppError(thrown), { fhir: true, language, requestId });
  return responseJson({ status: `${status}`, outcome: body });
}

async function readEntry(desk: Desk, slice: BundleSlice, baseUrl: string): Promise<string> {
  const answer = await readByAddress(desk, slice.url ?? '', baseUrl);
  const { text, etag, lastModified } = answer;
  const head = {
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  };
  if (isKnown(answer, slice)) return responseJson({ status: '304 Not Modified', ...head });
  return responseJson({ status: '200 OK', ...(slice.method === 'GET' && { resource: text }), ...head });
}

function answerOf(outcome: Outcome, prefer: ReturnPreference, baseUrl: string): string {
  const { stored } = outcome;
  if (stored === undefined) {
    const etag = outcome.versionId === undefined ? {} : { etag: `W/"${outcome.versionId}"` };
    return prefer === 'OperationOutcome'
      ? responseJson({ status: '200 OK', ...etag, outcome: allIsWell })
      : responseJson({ status: '204 No Content', ...etag });
  }
  const status = outcome.outcome === 'created' ? '201 Created' : '200 OK';
  return entryJson(stored, status, prefer, baseUrl);
}
