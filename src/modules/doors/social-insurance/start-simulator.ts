import { randomBytes, randomUUID } from 'node:crypto';
import type { LineSettings } from '../registers/line-settings.ts';
import type { RegisterSimulatorFault } from '../registers/simulator/faults.ts';
import { makePapers } from '../registers/simulator/make-papers.ts';
import { pushUpdate } from '../registers/simulator/push-update.ts';
import { serveRegister } from '../registers/simulator/serve-register.ts';
import { socialInsurance } from './ask-insurance.ts';
import { insuredOfNumber } from './insured-people.ts';
import type { InsuranceUpdate, InsuredPerson } from './protocol.ts';

/** How the simulated social insurance is started. */
export interface InsuranceSimulatorOptions {
  /** 0: the system chooses. */
  readonly port: number;
  readonly seed?: number;
  readonly fault?: RegisterSimulatorFault;
  readonly slowMs?: number;
  /** People beside its own, by number of ten digits: those of the demo's story. */
  readonly people?: (numbers: readonly string[]) => Promise<ReadonlyMap<string, InsuredPerson>>;
  readonly pushTo?: string;
}

/** A simulated social insurance that runs. */
export interface InsuranceSimulator {
  readonly line: LineSettings;
  readonly setFault: (fault: RegisterSimulatorFault) => void;
  readonly insured: (number: string) => InsuredPerson | undefined;
  readonly change: (number: string, part: Partial<InsuredPerson> | undefined) => void;
  readonly push: (
    update: Partial<InsuranceUpdate> & Pick<InsuranceUpdate, 'kind' | 'number'>,
  ) => Promise<number>;
  readonly stop: () => Promise<void>;
}

/** Plays social insurance over a real socket with mutual TLS. Only on this machine. */
export async function startInsuranceSimulator(
  options: InsuranceSimulatorOptions,
): Promise<InsuranceSimulator> {
  const { seed = 2026, people = () => Promise.resolve(new Map<string, InsuredPerson>()) } = options;
  const papers = await makePapers();
  const changed = new Map<string, Partial<InsuredPerson> | undefined>();
  const secret = randomBytes(32).toString('base64url');
  const served = await serveRegister({
    port: options.port,
    papers,
    paths: Object.values(socialInsurance.paths),
    async find(numbers) {
      const added = await people(numbers);
      const found = new Map<string, InsuredPerson>();
      for (const number of numbers) {
        const base = added.get(number) ?? insuredOfNumber(seed, number);
        const isGone = changed.has(number) && changed.get(number) === undefined;
        const person = { ...base, ...changed.get(number), number };
        if (!isGone && isWhole(person)) found.set(number, person);
      }
      return found;
    },
    somebodyElse: () => insuredOfNumber(seed, '9000424242')!,
    ...(options.slowMs !== undefined && { slowMs: options.slowMs }),
  });
  served.setFault(options.fault ?? 'none');
  return {
    line: { url: served.url, ca: papers.ca, ...papers.client, secret, isSimulated: true },
    setFault: served.setFault,
    stop: served.stop,
    insured: (number) => insuredOfNumber(seed, number),
    change: (number, part) =>
      void changed.set(number, part === undefined ? undefined : { ...changed.get(number), ...part }),
    async push(update) {
      if (options.pushTo === undefined) throw new Error('nobody said where to push to');
      return pushUpdate(
        { url: options.pushTo, secret },
        { id: randomUUID(), at: new Date().toISOString(), ...update },
      );
    },
  };
}

/** Somebody whom the simulator works out, was given, or was told of wholly. */
function isWhole(person: Partial<InsuredPerson>): person is InsuredPerson {
  return person.name !== undefined && person.birthDate !== undefined;
}
