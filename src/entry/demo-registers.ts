import type { Patient } from '@medplum/fhirtypes';
import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import { setLine } from '#modules/doors/registers/line-settings.ts';
import { updatePath } from '#modules/doors/registers/take-update.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Context, Log } from '#platform/context.ts';
import type { Platform } from '#platform/module/platform.ts';
import type { Settings } from '#platform/settings/platform-settings.ts';

/** Registers that run beside the demo. */
export interface DemoRegisters {
  readonly stop: () => Promise<void>;
}

const lookEveryMs = 1000;

/**
 * Plays the population database, social insurance and the national immunisation system beside a demo on this machine, for the people of its story and a million more. Begins
 * only when the story is told, so that the first start is not slowed by asking about everybody; then Sen asks by itself.
 */
export function startDemoRegisters(
  settings: Settings,
  platform: Platform,
  log: Log,
  isTold: () => Promise<boolean>,
): DemoRegisters {
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let running: { stop: () => Promise<void> }[] = [];
  const begin = async (): Promise<void> => {
    if (!(await isTold())) return wait();
    if (stopping) return;
    running = await startAll(settings, platform);
  };
  let working: Promise<void> = Promise.resolve();
  const wait = (): void => {
    if (stopping) return;
    timer = setTimeout(() => {
      working = begin().catch((error: unknown) =>
        log.warn('registers.simulators-not-started', { error: error instanceof Error ? error.name : '' }),
      );
    }, lookEveryMs).unref();
  };
  if (settings.demo && settings.loopback) wait();
  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await working;
      await Promise.all(running.map((one) => one.stop()));
    },
  };
}

/** Loaded only now: certificates and lists of communes are nothing that a start should wait for. */
async function startAll(settings: Settings, platform: Platform): Promise<{ stop: () => Promise<void> }[]> {
  const [
    { startPopulationSimulator },
    { startInsuranceSimulator },
    { startImmunisationSimulator },
    { personOfStory },
    { cardOf },
  ] = await Promise.all([
    import('#modules/doors/population/start-simulator.ts'),
    import('#modules/doors/social-insurance/start-simulator.ts'),
    import('#modules/doors/immunisation/start-simulator.ts'),
    import('#modules/doors/population/story-people.ts'),
    import('#modules/doors/social-insurance/insured-people.ts'),
  ]);
  const context = platform.contextOf('doors', platformActor('demo-registers'));
  const accounts = await platform.identity.listAccounts();
  const plain = new Set(accounts.flatMap(({ patientId }) => patientId ?? []));
  const population = await startPopulationSimulator({
    port: 0,
    pushTo: settings.publicUrl + updatePath('population'),
    people: async (numbers) => {
      const found = await holdersOf(context, identifierSystem.personalNumber, numbers);
      return new Map(
        [...found].flatMap(([number, patient]) => {
          const person = personOfStory(number, patient, plain.has(patient.id ?? ''));
          return person === undefined ? [] : [[number, person] as const];
        }),
      );
    },
  });
  const insurance = await startInsuranceSimulator({
    port: 0,
    pushTo: settings.publicUrl + updatePath('social-insurance'),
    people: async (numbers) => {
      const found = await holdersOf(context, identifierSystem.socialInsurance, numbers);
      return new Map(
        [...found].flatMap(([number, { name, birthDate, gender, identifier }]) => {
          const text = name?.find(({ use }) => use !== 'old')?.text;
          if (text === undefined || birthDate === undefined || (gender !== 'male' && gender !== 'female'))
            return [];
          const card = identifier?.find(
            ({ system, use, value }) =>
              system === identifierSystem.insuranceCard && use !== 'old' && value?.length === 15,
          )?.value;
          return [[number, cardOf(number, { name: text, birthDate, sex: gender }, 2026, card)] as const];
        }),
      );
    },
  });
  const immunisation = await startImmunisationSimulator({
    port: 0,
    pushTo: settings.publicUrl + updatePath('immunisation'),
  });
  await setLine(context, 'population', population.line);
  await setLine(context, 'social-insurance', insurance.line);
  await setLine(context, 'immunisation', immunisation.line);
  return [population, insurance, immunisation];
}

const atOnce = 50;

/** Who in the record holds these numbers, old ones left out. */
async function holdersOf(
  { record }: Context,
  system: string,
  numbers: readonly string[],
): Promise<ReadonlyMap<string, Patient>> {
  const found = new Map<string, Patient>();
  for (let at = 0; at < numbers.length; at += atOnce) {
    const tokens = numbers.slice(at, at + atOnce).map((number) => `${system}|${number}`);
    const page = await record.search(
      'Patient',
      `identifier=${encodeURIComponent(tokens.join(','))}&_count=100`,
    );
    for (const { text } of page.matches) {
      const patient = JSON.parse(text) as Patient;
      for (const one of patient.identifier ?? [])
        if (one.system === system && one.use !== 'old' && one.value !== undefined)
          found.set(one.value, patient);
    }
  }
  return found;
}
