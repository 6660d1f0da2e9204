import { AppError } from '#kernel/errors.ts';
import type { ErrorCode } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { correctionsOf } from '../corrections.ts';
import type { Door, Run, RunResult } from '../door.ts';
import { createFacilityFinder } from '../facility.ts';
import { createPractitionerFinder } from '../practitioner.ts';
import { quarantine } from '../quarantine.ts';
import { advance } from '../source-log.ts';
import type { Source } from '../source.ts';
import { applyCorrections } from './apply-corrections.ts';
import { openClaimLists } from './claim-lists.ts';
import { checkVisit } from './domain/check-visit.ts';
import type { CheckedVisit } from './domain/checked-visit.ts';
import { workersOf } from './domain/map-visit.ts';
import type { EnvelopeFacts } from './parse/raw-visit.ts';
import { readVisits } from './parse/read-visits.ts';
import { insuranceRules } from './rules.ts';
import { writeVisits } from './write-visits.ts';
import type { WriteOrder } from './write-visits.ts';

/** Visits per transaction: enough to share its round trips, few enough that a bad one is soon found. */
const BATCH = 20;

/** Takes claim envelopes of QĐ 130/4750/3176 and QĐ 4210. */
export const insuranceDoor: Door = { id: 'insurance', take };

async function take(ctx: Context, source: Source, run: Run): Promise<RunResult> {
  const lists = await openClaimLists();
  const corrections = await correctionsOf(ctx, source.id);
  const { only } = run;
  const wants =
    only === undefined
      ? (ordinal: number) => ordinal > source.cursor
      : (ordinal: number) => only.has(ordinal);
  const reading = readVisits((await ctx.files.open(source.sha256)) as AsyncIterable<Uint8Array>, { wants });
  const writer = createWriter(ctx, source, lists, only !== undefined);
  let batch: CheckedVisit[] = [];
  let writing: Promise<void> = Promise.resolve();
  for await (const raw of reading.visits) {
    if (isForeign(source, reading.facts)) return { end: 'refused', rule: 'claim.facility-foreign' };
    const checked = checkVisit(applyCorrections(raw, corrections.get(raw.ordinal) ?? []), {
      envelopeFacility: reading.facts.facility,
      boundFacility: source.bound ? source.facility : undefined,
      now: ctx.now(),
      knowsDiagnosis: (code) => lists.icd10.find(code) !== undefined,
    });
    // The same visit twice in one file: the later one must see what the earlier one wrote.
    const isTwice = checked.key !== undefined && batch.some((other) => other.key === checked.key);
    if (batch.length >= BATCH || isTwice) {
      // While this batch waits for the one before and is then written, the next visits are read and checked.
      await writing;
      if (run.shouldStop()) return { end: 'stopped' };
      writing = writer(batch);
      writing.catch(() => undefined);
      batch = [];
    }
    batch.push(checked);
  }
  await writing;
  if (batch.length > 0) await writer(batch);
  return only === undefined ? close(ctx, source, reading.facts) : { end: 'finished' };
}

function isForeign(source: Source, facts: EnvelopeFacts): boolean {
  return source.bound && facts.facility !== undefined && facts.facility !== source.facility;
}

/** Errors that speak of one visit; everything else (database gone, disk full) ends the run, to be resumed. */
const ofOneVisit: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'record.invalid',
  'record.duplicate-identifier',
  'record.reference-not-found',
  'record.patient-fixed',
  'record.multiple-matches',
  'record.version-conflict',
  'record.not-found',
  'record.gone',
  'request.invalid',
  'request.too-large',
]);

function isOfOneVisit(error: unknown): error is AppError {
  return error instanceof AppError && ofOneVisit.has(error.code);
}

function createWriter(
  ctx: Context,
  source: Source,
  lists: WriteOrder['lists'],
  again: boolean,
): (batch: readonly CheckedVisit[]) => Promise<void> {
  const facilities = createFacilityFinder();
  const workers = createPractitionerFinder();
  const known = { facilities: new Map<string, string>(), workers: new Map<string, string>() };
  const order: WriteOrder = {
    source,
    lists,
    again,
    facility: (code) => known.facilities.get(code) ?? '',
    practitioner: (licence) => known.workers.get(licence),
  };
  const find = async (batch: readonly CheckedVisit[]) => {
    for (const { taken } of batch) {
      if (taken === undefined) continue;
      if (!known.facilities.has(taken.facility))
        known.facilities.set(taken.facility, await facilities.find(ctx, taken.facility));
      for (const [licence, name] of workersOf(taken)) {
        if (!known.workers.has(licence)) known.workers.set(licence, await workers.find(ctx, licence, name));
      }
    }
  };
  return async (batch) => {
    await find(batch);
    try {
      await ctx.transaction((inner) => writeVisits(inner, batch, order));
    } catch (error) {
      if (!isOfOneVisit(error)) throw error;
      for (const visit of batch) await writeAlone(ctx, visit, order);
    }
  };
}

/** One visit, one transaction: a visit that the record refuses waits in quarantine and does not hold back its neighbours. */
async function writeAlone(ctx: Context, visit: CheckedVisit, order: WriteOrder): Promise<void> {
  try {
    await ctx.transaction((inner) => writeVisits(inner, [visit], order));
  } catch (error) {
    if (!isOfOneVisit(error)) throw error;
    ctx.log.warn('a visit could not be written', {
      source: order.source.id,
      unit: visit.ordinal,
      code: error.code,
      detail: error.detail,
    });
    const rule = 'claim.not-taken';
    const place = error.issues.map((issue) => issue.path).find((path) => path !== undefined);
    const finding = {
      table: 'HOSO',
      line: 0,
      field: place ?? '',
      value: error.code,
      rule,
      text: insuranceRules[rule],
    };
    await ctx.transaction((inner) =>
      writeVisits(inner, [{ ...visit, taken: undefined, findings: [...visit.findings, finding] }], order),
    );
  }
}

/** What the envelope as a whole has to say, once it is read. */
async function close(ctx: Context, source: Source, facts: EnvelopeFacts): Promise<RunResult> {
  if (facts.visits === 0) return { end: 'refused', rule: facts.problem ?? 'claim.empty' };
  if (isForeign(source, facts)) return { end: 'refused', rule: 'claim.facility-foreign' };
  const declared = facts.declaredVisits;
  await ctx.transaction(async (inner) => {
    if (facts.problem !== undefined) {
      const { problem: rule } = facts;
      const text = insuranceRules[rule];
      await quarantine(inner, source, [
        { unit: 0, table: 'GIAMDINHHS', line: facts.visits + 1, field: 'HOSO', rule, text },
      ]);
    }
    if (declared !== undefined && Number(declared) !== facts.visits) {
      await advance(inner, source.id, {
        warnings: new Map([['claim.count-differs GIAMDINHHS.SOLUONGHOSO', 1]]),
      });
    }
  });
  return { end: 'finished' };
}
