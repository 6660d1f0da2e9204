import { RequestProblem } from '#web/data/problem.ts';
import type { Client } from '#web/data/client.ts';
import { addReadings, mostSamples, type Taken } from '../../api.ts';
import { judgeReading } from '../../domain/judge-reading.ts';
import { nameOfInstrument } from '../../domain/observation-of.ts';
import type { Instrument, ReadingKind, Sample } from '../../domain/reading.ts';
import type { Mapping } from '../../domain/files/csv-readings.ts';
import type { FoundReading } from '../../domain/files/found-reading.ts';
import { createThinning, stampOf } from '../../domain/files/thin-readings.ts';
import { withZone } from '../local-time.ts';
import { toSend } from '../to-send.ts';
import type { OpenedFile } from './open-file.ts';
import { readReadingsOf } from './read-readings.ts';

/** What is taken of a file, and for whom. */
export interface Wish {
  readonly patientId: string;
  readonly birthDate?: string | undefined;
  readonly kinds: readonly ReadingKind[];
  /** 'YYYY-MM-DD': nothing older. */
  readonly from: string;
  readonly mapping?: Mapping | undefined;
}

/** How many of a kind a file holds, and what would become of them. */
export interface KindCount {
  readonly found: number;
  /** To be taken. */
  readonly taken: number;
  /** Measured all day; one of each day is enough. */
  readonly thinned: number;
  readonly refused: number;
}
export type Counts = Partial<Record<ReadingKind, KindCount>>;

/** A reading that is to be sent, and what it was made with. */
interface Chosen {
  readonly sample: Sample;
  readonly instrument: Instrument;
}

/** Reads a file without sending anything and says what would be taken. */
export async function countFile(
  file: OpenedFile,
  wish: Wish,
  told: (bytes: number) => void,
): Promise<Counts> {
  const counts: Counts = {};
  const choose = chooser(wish, (kind, fate) => {
    const known = counts[kind] ?? { found: 0, taken: 0, thinned: 0, refused: 0 };
    const next = { ...known, found: known.found + 1 };
    counts[kind] = fate === 'older' ? next : { ...next, [fate]: next[fate] + 1 };
  });
  for await (const readings of readReadingsOf(file, wish.mapping)) {
    for (const reading of readings) choose(reading);
    told(file.done());
  }
  return counts;
}

/** How far an import is. */
export interface Progress {
  readonly bytes: number;
  /** Answered by the centre, of this file, in its order. */
  readonly sent: number;
  readonly stored: number;
  readonly known: number;
  readonly refused: number;
}

/**
 * Sends what is chosen of a file, in its order and in batches. What was answered for in an earlier run (`skip`) is passed over, so that it goes on
 * where it was broken off. Throws RequestProblem where the centre cannot be reached in spite of patience.
 */
export async function importFile(
  client: Client,
  file: OpenedFile,
  wish: Wish,
  options: {
    readonly skip: number;
    readonly told: (progress: Progress) => void;
    readonly isStopped: () => boolean;
  },
): Promise<Progress> {
  let progress: Progress = { bytes: 0, sent: 0, stored: 0, known: 0, refused: 0 };
  let batch: Chosen[] = [];
  const choose = chooser(wish, () => undefined);
  const send = async (): Promise<void> => {
    const results = batch.length === 0 ? [] : await sendPatiently(client, wish.patientId, batch);
    const count = (outcome: Taken['outcome']): number =>
      results.filter((one) => one.outcome === outcome).length;
    progress = {
      bytes: file.done(),
      sent: progress.sent + batch.length,
      stored: progress.stored + count('stored'),
      known: progress.known + count('known'),
      refused: progress.refused + count('refused'),
    };
    batch = [];
    options.told(progress);
  };
  let passed = 0;
  for await (const readings of readReadingsOf(file, wish.mapping)) {
    for (const reading of readings) {
      const chosen = choose(reading);
      if (chosen === undefined) continue;
      passed += 1;
      if (passed <= options.skip) {
        progress = { ...progress, sent: passed };
        continue;
      }
      if (batch.length > 0 && needsNewBatch(batch, chosen)) await send();
      if (options.isStopped()) return progress;
      batch.push(chosen);
    }
    options.told({ ...progress, bytes: file.done() });
  }
  await send();
  return progress;
}

const mostInstruments = 20;

function needsNewBatch(batch: readonly Chosen[], { instrument }: Chosen): boolean {
  if (batch.length >= mostSamples) return true;
  const names = new Set([
    ...batch.map((one) => nameOfInstrument(one.instrument)),
    nameOfInstrument(instrument),
  ]);
  return names.size > mostInstruments;
}

type Fate = 'taken' | 'thinned' | 'refused' | 'older';

function chooser(
  wish: Wish,
  count: (kind: ReadingKind, fate: Fate) => void,
): (reading: FoundReading) => Chosen | undefined {
  const keeps = createThinning();
  const around = { now: new Date(), birthDate: wish.birthDate };
  return (reading) => {
    const { kind, at, instrument, values, unit } = reading;
    if (!wish.kinds.includes(kind)) return undefined;
    const pass = (fate: Fate): undefined => {
      count(kind, fate);
    };
    if (at.slice(0, 10) < wish.from) return pass('older');
    const stamp = stampOf(reading);
    const sample: Sample = {
      id: `${kind}-${stamp}`.replaceAll(/[^A-Za-z0-9-]/gu, '-'),
      kind,
      values,
      unit,
      at,
      clock: 'file',
      stamp,
    };
    if ('refuse' in judgeReading(sample, around)) return pass('refused');
    if (!keeps(reading)) return pass('thinned');
    count(kind, 'taken');
    return { sample, instrument };
  };
}

const tries = 5;

/** A network that goes away for a moment, and a centre that asks for patience, break nothing off. */
async function sendPatiently(
  client: Client,
  patientId: string,
  batch: readonly Chosen[],
): Promise<readonly Taken[]> {
  const instruments = [
    ...new Map(batch.map(({ instrument }) => [nameOfInstrument(instrument), instrument])).values(),
  ];
  const names = instruments.map(nameOfInstrument);
  const samples = batch.map(({ sample, instrument }, at) =>
    toSend({ ...sample, id: `${at}-${sample.id}`.slice(0, 64) }, names.indexOf(nameOfInstrument(instrument))),
  );
  for (let nth = 1; ; nth += 1) {
    try {
      const input = { patientId, sentAt: withZone(new Date()), instruments, samples };
      return (await client.call(addReadings, input)).results;
    } catch (error) {
      const mayPass =
        error instanceof RequestProblem &&
        (error.trouble === 'offline' || error.trouble === 'broken' || error.retryAfter !== undefined);
      if (!mayPass || nth >= tries) throw error;
      const seconds = error.retryAfter ?? 2 ** nth;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}
