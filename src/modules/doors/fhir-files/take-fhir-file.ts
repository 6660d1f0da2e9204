import type { BundleEntry } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import { literalReference, referencesOf, rewriteReferences } from '#kernel/fhir/references.ts';
import { validateStructure } from '#kernel/fhir/structure/validate-structure.ts';
import type { Context } from '#platform/context.ts';
import { correctionsOf, type Correction } from '../corrections.ts';
import type { Run, RunResult } from '../door.ts';
import { quarantine, settleUnits, type Finding } from '../quarantine.ts';
import { advance } from '../source-log.ts';
import type { Source } from '../source.ts';
import type { FhirShape } from './detect-shape.ts';
import { planEntry } from './entry-name.ts';
import { withTextAt } from './element-path.ts';
import { failureOf, heldUnit, isPassing } from './failure.ts';
import { indexFile, type FileIndex } from './index-file.ts';
import { readUnits, shapeOf, type FileUnit } from './read-units.ts';
import { entriesNamed, writeChunk, type Ready } from './write-chunk.ts';

/** How much goes into one transaction. */
interface Size {
  readonly resources: number;
  /** Of their JSON: a few resources with long texts are as much to hold as many short ones. */
  readonly letters: number;
}
/** One transaction where a file need not be one. */
const CHUNK: Size = { resources: 500, letters: 8_000_000 };
/** A transaction Bundle up to this many entries is written whole or not at all; a larger one in pieces. */
const WHOLE: Size = { resources: 5_000, letters: Infinity };
/** Bundle types that a file may have. */
const BUNDLE_TYPES = new Set(['transaction', 'batch', 'collection', 'searchset', 'document', '']);

/** One reading of one file. */
interface Taking {
  readonly ctx: Context;
  readonly source: Source;
  readonly run: Run;
  readonly shape: FhirShape;
  readonly index: FileIndex;
  /** Units that wait for something that comes later in the file. */
  readonly waiting: Set<number>;
  readonly atomic: boolean;
  readonly corrections: ReadonlyMap<number, readonly Correction[]>;
}

/** Reads a stored file of FHIR JSON: what is good is written, what is not is put aside with its reason. */
export async function takeFhirFile(ctx: Context, source: Source, run: Run): Promise<RunResult> {
  const shape = await shapeOf(ctx, source);
  if (shape === undefined) return { end: 'refused', rule: 'fhir.no-resource' };
  let type = '';
  const index = await indexFile(
    readUnits(ctx, source, shape, (name, value) => {
      if (name === 'type') type = value;
    }),
    source.sender,
  );
  if (!BUNDLE_TYPES.has(type)) return { end: 'refused', rule: 'fhir.bundle-type' };
  const atomic = shape === 'bundle' && type === 'transaction' && index.count <= WHOLE.resources;
  const corrections = await correctionsOf(ctx, source.id);
  const taking: Taking = { ctx, source, run, shape, index, waiting: new Set(), atomic, corrections };
  // A transaction is read again as a whole even when one entry of it was mended.
  const only = atomic
    ? undefined
    : run.only === undefined
      ? restOf(source.cursor)
      : await withDependents(ctx, source, run.only);
  let end = await takeRound(taking, (unit) => only === undefined || only.has(unit), atomic ? WHOLE : CHUNK);
  // What points forward is taken in further rounds, as long as each brings some of it home; circles go together at the end.
  for (let before = -1; end === 'finished' && taking.waiting.size > 0;) {
    const now = new Set(taking.waiting);
    const last = now.size === before;
    before = now.size;
    taking.waiting.clear();
    end = await takeRound(taking, (unit) => now.has(unit), last ? WHOLE : CHUNK, last);
  }
  return { end };
}

/** A unit that was mended brings along those that wait for it: their only fault was to point to it. */
async function withDependents(
  ctx: Context,
  source: Source,
  units: ReadonlySet<number>,
): Promise<ReadonlySet<number>> {
  const rows = await ctx.sql.query<{ unit: string }>(
    `select distinct unit from doors.quarantine where source_id = $1 and state = 'open' and rule = 'fhir.reference-missing'`,
    [source.id],
  );
  return new Set([...units, ...rows.map((row) => Number(row.unit))]);
}

/** Everything behind the cursor. */
function restOf(cursor: number): Pick<ReadonlySet<number>, 'has'> {
  return { has: (unit) => unit > cursor };
}

async function takeRound(
  taking: Taking,
  wanted: (unit: number) => boolean,
  size: Size,
  last = false,
): Promise<'finished' | 'stopped'> {
  let chunk: Ready[] = [];
  let held: Finding[] = [];
  let passed = 0;
  let letters = 0;
  let unit = 0;
  const flush = async (): Promise<void> => {
    await takeChunk(taking, chunk, held, passed, unit, last);
    chunk = [];
    held = [];
    passed = 0;
    letters = 0;
  };
  const { ctx, source, shape } = taking;
  for await (const one of readUnits(ctx, source, shape)) {
    if (!wanted(one.unit)) continue;
    if (taking.run.shouldStop()) return 'stopped';
    unit = one.unit;
    letters += one.text.length;
    const ready = makeReady(one, taking);
    if (ready === 'pass') passed += 1;
    else if ('unit' in ready && 'rule' in ready) held.push(ready);
    else if ('entry' in ready) {
      const twin =
        ready.reference === undefined ? -1 : chunk.findIndex((other) => other.reference === ready.reference);
      // The same resource twice in one transaction is not allowed; the later one is what counts.
      if (twin >= 0) {
        if (taking.atomic) {
          passed += 1;
          chunk[twin] = ready;
        } else {
          await flush();
          chunk.push(ready);
        }
      } else chunk.push(ready);
    }
    if (chunk.length + held.length >= size.resources || letters >= size.letters) await flush();
  }
  if (chunk.length + held.length + passed > 0) await flush();
  return 'finished';
}

function makeReady(one: FileUnit, taking: Taking): Ready | Finding | 'pass' {
  if (!('entry' in one)) return heldUnit(one.unit, one.rule, one.text);
  const { source, index } = taking;
  const plan = planEntry(one.entry, source.sender);
  if (plan.kind === 'pass') return 'pass';
  const { resource } = one.entry;
  if (plan.kind === 'refuse' || resource === undefined)
    return heldUnit(one.unit, 'fhir.method-not-taken', one.text);
  const mended = (taking.corrections.get(one.unit) ?? []).reduce(
    (changed, { field, value }) => withTextAt(changed, field, value),
    resource,
  );
  const rewritten = rewriteReferences(mended, (reference) => index.names.get(reference));
  const fullUrl = one.entry.fullUrl === undefined ? {} : { fullUrl: one.entry.fullUrl };
  if (plan.kind === 'put') {
    const entry: BundleEntry = {
      resource: { ...rewritten, id: plan.id },
      request: { method: 'PUT', url: plan.reference },
    };
    return { unit: one.unit, entry, reference: plan.reference };
  }
  const { id: _id, ...nameless } = rewritten;
  const request = {
    method: plan.method,
    url: plan.url,
    ...(plan.ifNoneExist === undefined ? {} : { ifNoneExist: plan.ifNoneExist }),
  };
  return {
    unit: one.unit,
    entry: { ...fullUrl, resource: nameless as typeof rewritten, request },
    reference: undefined,
  };
}

/** Writes what can be written of a chunk; what the record refuses is taken out, with its reason, and the rest is tried again. */
async function takeChunk(
  taking: Taking,
  chunk: readonly Ready[],
  held: readonly Finding[],
  passed: number,
  unit: number,
  last: boolean,
): Promise<void> {
  let rest = last || taking.atomic ? [...chunk] : putForwardAside(taking, chunk);
  const findings = [...held];
  while (taking.atomic ? findings.length === 0 : rest.length > 0) {
    try {
      await commit(taking, rest, findings, passed, unit);
      return;
    } catch (error) {
      if (isPassing(error) || !(error instanceof AppError)) throw error;
      const named = entriesNamed(error);
      if (named.size === 0 && rest.length > 1) {
        const half = Math.ceil(rest.length / 2);
        if (taking.atomic) {
          findings.push(...rest.slice(0, 1).map((one) => failureOf(one, error)));
          break;
        }
        await takeChunk(taking, rest.slice(0, half), findings, passed, unit, last);
        await takeChunk(taking, rest.slice(half), [], 0, unit, last);
        return;
      }
      const failed = named.size === 0 ? rest : rest.filter((_, place) => named.has(place));
      for (const one of failed) {
        if (
          error.code === 'record.reference-not-found' &&
          !last &&
          !taking.atomic &&
          waitsForFile(taking, one)
        )
          taking.waiting.add(one.unit);
        else findings.push(failureOf(one, error));
      }
      rest = rest.filter((one) => !failed.includes(one));
    }
  }
  if (taking.atomic) findings.push(...othersAtFault(rest, findings), heldUnit(0, 'fhir.all-or-nothing', ''));
  await commit(taking, [], findings, passed, unit);
}

/** The record names the first faulty entry of a transaction; the structure of the others is looked at here, so that one reading tells all. */
function othersAtFault(rest: readonly Ready[], findings: readonly Finding[]): Finding[] {
  const told = new Set(findings.map((one) => one.unit));
  return rest.flatMap((one) => {
    const [issue] = told.has(one.unit)
      ? []
      : validateStructure(JSON.parse(JSON.stringify(one.entry.resource)));
    return issue === undefined ? [] : [failureOf(one, new AppError('record.invalid', { issues: [issue] }))];
  });
}

/** Lines that point behind this chunk, or to a line that waits itself, wait; repeated until nothing changes. */
function putForwardAside(taking: Taking, chunk: readonly Ready[]): Ready[] {
  const end = chunk.at(-1)?.unit ?? 0;
  let rest = [...chunk];
  for (let changed = true; changed;) {
    const kept = rest.filter(
      (one) =>
        !targetsOf(taking, one).some(
          (target) => target > end || (taking.waiting.has(target) && target !== one.unit),
        ),
    );
    changed = kept.length < rest.length;
    for (const one of rest) if (!kept.includes(one)) taking.waiting.add(one.unit);
    rest = kept;
  }
  return rest;
}

function targetsOf(taking: Taking, one: Ready): number[] {
  return referencesOf(one.entry.resource).flatMap(({ reference }) => {
    const target = literalReference(reference);
    return target === undefined || target.base !== undefined
      ? []
      : (taking.index.unitOf(`${target.type}/${target.id}`) ?? []);
  });
}

/** True where the file may still bring what the line points to. */
function waitsForFile(taking: Taking, one: Ready): boolean {
  return targetsOf(taking, one).some((target) => target > one.unit || taking.waiting.has(target));
}

async function commit(
  taking: Taking,
  rest: readonly Ready[],
  findings: readonly Finding[],
  passed: number,
  unit: number,
): Promise<void> {
  const { ctx, source, run, waiting } = taking;
  await ctx.transaction(async (tx) => {
    const counts =
      rest.length === 0 ? { created: 0, updated: 0, unchanged: 0 } : await writeChunk(tx, source, rest);
    if (run.only !== undefined && rest.length > 0)
      await settleUnits(tx, source.id, [...rest.map((one) => one.unit), ...(taking.atomic ? [0] : [])]);
    const held = await quarantine(tx, source, findings);
    const again = run.only !== undefined;
    const earliest = Math.min(...waiting, Number.MAX_SAFE_INTEGER);
    await advance(tx, source.id, {
      // Nothing that waits may lie before the cursor, or a restart would forget it.
      ...(again
        ? {}
        : { cursor: Math.min(unit, earliest - 1), units: rest.length + findings.length + passed }),
      taken: counts.created,
      updated: counts.updated,
      unchanged: counts.unchanged + passed,
      quarantined: held,
      resources: counts.created + counts.updated,
    });
  });
}
