import { identifierSystem } from '#kernel/vietnam/identifier-systems.ts';
import type { SimulatedPerson } from '#modules/doors/vneid/simulated-person.ts';
import { startSimulator, type Simulator } from '#modules/doors/vneid/start-simulator.ts';
import { platformActor } from '#platform/access/actors.ts';
import type { Log } from '#platform/context.ts';
import type { Platform } from '#platform/module/platform.ts';
import type { Settings } from '#platform/settings/platform-settings.ts';

/** How many people of the story the simulator offers. */
const most = 6;

/**
 * Plays the national e-ID beside the demo, with the people of its story. Only in a demo on this machine; where its port is taken the demo
 * runs without, and the sign-in page says that the e-ID does not answer.
 */
export async function startDemoEId(
  settings: Settings,
  platform: Platform,
  log: Log,
): Promise<Simulator | undefined> {
  const { eId } = settings;
  if (eId?.isSimulated !== true || !settings.demo || !settings.loopback) return undefined;
  const { clientId, clientSecret } = eId;
  const port = Number(new URL(eId.issuer).port);
  try {
    return await startSimulator({ port, clientId, clientSecret, people: () => peopleOf(platform) });
  } catch (error) {
    log.warn('e-id.simulator-not-started', { port, error: error instanceof Error ? error.name : '' });
    return undefined;
  }
}

/** Those who have an account first: the heroine of the story. */
async function peopleOf(platform: Platform): Promise<SimulatedPerson[]> {
  const { record } = platform.context(platformActor('demo-e-id'));
  const accounts = await platform.identity.listAccounts();
  const named = accounts.flatMap(({ patientId }) => patientId ?? []).slice(0, most);
  const pages = [
    ...(named.length > 0 ? [await record.search('Patient', `_id=${named.join(',')}`)] : []),
    await record.search(
      'Patient',
      `identifier=${encodeURIComponent(`${identifierSystem.personalNumber}|`)}&_count=${most}`,
    ),
  ];
  const found = new Map<string, SimulatedPerson>();
  for (const { id, text } of pages.flatMap(({ matches }) => matches)) {
    const person = toPerson(id, JSON.parse(text) as Told);
    if (person !== undefined) found.set(id, person);
  }
  return [...found.values()].slice(0, most);
}

interface Told {
  readonly identifier?: readonly { readonly system?: string; readonly value?: string }[];
  readonly name?: readonly { readonly text?: string }[];
  readonly birthDate?: string;
}

function toPerson(id: string, { identifier, name, birthDate }: Told): SimulatedPerson | undefined {
  const personalNumber = identifier?.find(({ system }) => system === identifierSystem.personalNumber)?.value;
  const isWhole = personalNumber !== undefined && birthDate?.length === 10;
  return isWhole
    ? { subject: `demo-${id}`, name: name?.[0]?.text ?? '', birthDate, personalNumber }
    : undefined;
}
