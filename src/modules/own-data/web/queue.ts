import type { DraftKeeper } from '#web/forms/drafts.ts';
import type { Client } from '#web/data/client.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { addReadings, mostSamples, type Taken } from '../api.ts';
import { toSend } from './to-send.ts';
import type { Instrument, Sample } from '../domain/reading.ts';
import { withZone } from './local-time.ts';

/** A reading that the centre has not answered for yet. */
export interface Waiting {
  readonly patientId: string;
  readonly sample: Sample;
  readonly instrument?: Instrument;
  /** Why the centre did not take it; it stays until somebody has looked. */
  readonly refused?: NonNullable<Taken['reason']>;
}

/** What lies on the phone. */
export interface Kept {
  readonly waiting: readonly Waiting[];
}

const name = 'readings';

/** Readings on their way: kept on the phone first, sealed, and taken away only when the centre has answered for each. */
export interface Queue {
  readonly all: () => Promise<readonly Waiting[]>;
  readonly add: (more: readonly Waiting[]) => Promise<void>;
  readonly drop: (ids: readonly string[]) => Promise<void>;
  /** Sends what waits, a part at a time. Throws where the centre cannot be reached; what was answered until then is settled. */
  readonly send: (client: Client, now?: () => Date) => Promise<readonly Taken[]>;
}

/** @param lock runs one change at a time, also where two windows are open */
export function createQueue(
  keeper: DraftKeeper<Kept>,
  lock: <T>(work: () => Promise<T>) => Promise<T>,
): Queue {
  const read = async (): Promise<readonly Waiting[]> => (await keeper.read(name))?.waiting ?? [];
  const write = (waiting: readonly Waiting[]): Promise<void> => keeper.write(name, { waiting });
  const settle = (results: readonly Taken[]): Promise<void> =>
    lock(async () => {
      const answers = new Map(results.map((one) => [one.id, one]));
      const left = (await read()).flatMap((one): Waiting[] => {
        const answer = answers.get(one.sample.id);
        if (answer === undefined) return [one];
        return answer.outcome === 'refused' ? [{ ...one, refused: answer.reason ?? 'numbers' }] : [];
      });
      await write(left);
    });
  return {
    all: read,
    add: (more) =>
      lock(async () => {
        // The first of each id stays: a press that was heard twice is one.
        const all = [...(await read()), ...more].toReversed();
        await write([...new Map(all.map((one) => [one.sample.id, one])).values()].toReversed());
      }),
    drop: (ids) => lock(async () => write((await read()).filter(({ sample }) => !ids.includes(sample.id)))),
    async send(client, now = () => new Date()) {
      const answered: Taken[] = [];
      let refused: RequestProblem | undefined;
      for (const { patientId, instrument, samples } of partsOf(await read())) {
        try {
          const { results } = await client.call(addReadings, {
            patientId,
            sentAt: withZone(now()),
            ...(instrument !== undefined && { instruments: [instrument] }),
            samples: samples.map((sample) => toSend(sample, instrument === undefined ? undefined : 0)),
          });
          await settle(results);
          answered.push(...results);
        } catch (error) {
          // What is refused as a whole, for a child who is of age by now, holds up nobody else's.
          if (
            !(error instanceof RequestProblem) ||
            (error.trouble !== 'refused' && error.trouble !== 'wrong')
          )
            throw error;
          refused ??= error;
        }
      }
      if (refused !== undefined) throw refused;
      return answered;
    },
  };
}

interface Part {
  readonly patientId: string;
  readonly instrument?: Instrument;
  readonly samples: readonly Sample[];
}

/** What goes together: of one person, with one instrument, no more than are taken at once. */
function partsOf(waiting: readonly Waiting[]): Part[] {
  const open = waiting.filter(({ refused }) => refused === undefined);
  const groups = Map.groupBy(open, ({ patientId, instrument }) => JSON.stringify([patientId, instrument]));
  return [...groups.values()].flatMap((group) => {
    const { patientId, instrument } = group[0]!;
    const head = { patientId, ...(instrument !== undefined && { instrument }) };
    const samples = group.map(({ sample }) => sample);
    return Array.from({ length: Math.ceil(samples.length / mostSamples) }, (_, at) => ({
      ...head,
      samples: samples.slice(at * mostSamples, (at + 1) * mostSamples),
    }));
  });
}
