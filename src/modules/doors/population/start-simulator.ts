import { randomBytes, randomUUID } from 'node:crypto';
import { loadCommunes } from '#kernel/vietnam/communes.ts';
import type { LineSettings } from '../registers/line-settings.ts';
import type { RegisterSimulatorFault } from '../registers/simulator/faults.ts';
import { makePapers } from '../registers/simulator/make-papers.ts';
import { pushUpdate } from '../registers/simulator/push-update.ts';
import { serveRegister } from '../registers/simulator/serve-register.ts';
import { population } from './ask-population.ts';
import { citizenAt, citizenOfNumber } from './citizens.ts';
import type { PopulationPerson, PopulationUpdate } from './protocol.ts';

/** How the simulated population database is started. */
export interface PopulationSimulatorOptions {
  /** 0: the system chooses. */
  readonly port: number;
  /** Which million people; 2026 unless told. */
  readonly seed?: number;
  readonly fault?: RegisterSimulatorFault;
  readonly slowMs?: number;
  /** People beside its own, by number: those of the demo's story. */
  readonly people?: (numbers: readonly string[]) => Promise<ReadonlyMap<string, PopulationPerson>>;
  /** Where Sen takes its news: '<public url>/api/doors/registers/population/updates'. */
  readonly pushTo?: string;
}

/** A simulated population database that runs. */
export interface PopulationSimulator {
  /** What Sen is told to reach it. */
  readonly line: LineSettings;
  readonly setFault: (fault: RegisterSimulatorFault) => void;
  /** Its own person at a place, 0-999,999. */
  readonly citizen: (at: number) => PopulationPerson;
  /** Changes what it says of a number from now on; undefined: nobody holds it any more. */
  readonly change: (number: string, part: Partial<PopulationPerson> | undefined) => void;
  /** Tells Sen; returns the status of the answer. */
  readonly push: (
    update: Partial<PopulationUpdate> & Pick<PopulationUpdate, 'kind' | 'number'>,
  ) => Promise<number>;
  readonly counts: Awaited<ReturnType<typeof serveRegister>>['counts'];
  readonly stop: () => Promise<void>;
}

/**
 * Plays the national population database over a real socket with mutual TLS: a million invented people worked out from a seed, and whomever
 * the demo adds. Only on this machine.
 */
export async function startPopulationSimulator(
  options: PopulationSimulatorOptions,
): Promise<PopulationSimulator> {
  const { seed = 2026, people = () => Promise.resolve(new Map<string, PopulationPerson>()) } = options;
  const [papers, communes] = await Promise.all([makePapers(), loadCommunes()]);
  const changed = new Map<string, Partial<PopulationPerson> | undefined>();
  const secret = randomBytes(32).toString('base64url');

  const find = async (numbers: readonly string[]): Promise<ReadonlyMap<string, PopulationPerson>> => {
    const added = await people(numbers);
    const found = new Map<string, PopulationPerson>();
    for (const number of numbers) {
      const base = added.get(number) ?? citizenOfNumber(seed, number, communes);
      const isGone = changed.has(number) && changed.get(number) === undefined;
      const person = { ...base, ...changed.get(number), number };
      if (!isGone && isWhole(person)) found.set(number, person);
    }
    return found;
  };
  const served = await serveRegister({
    port: options.port,
    papers,
    paths: Object.values(population.paths),
    find,
    somebodyElse: () => citizenAt(seed, 424_242, communes),
    ...(options.slowMs !== undefined && { slowMs: options.slowMs }),
  });
  served.setFault(options.fault ?? 'none');
  return {
    line: { url: served.url, ca: papers.ca, ...papers.client, secret, isSimulated: true },
    setFault: served.setFault,
    counts: served.counts,
    stop: served.stop,
    citizen: (at) => citizenAt(seed, at, communes),
    change: (number, part) =>
      void changed.set(number, part === undefined ? undefined : { ...changed.get(number), ...part }),
    async push(update) {
      if (options.pushTo === undefined) throw new Error('nobody said where to push to');
      const whole = { id: randomUUID(), at: new Date().toISOString(), ...update };
      return pushUpdate({ url: options.pushTo, secret }, whole);
    },
  };
}

/** Somebody whom the simulator works out, was given, or was told of wholly. */
function isWhole(person: Partial<PopulationPerson>): person is PopulationPerson {
  return person.name !== undefined && person.birthDate !== undefined;
}
