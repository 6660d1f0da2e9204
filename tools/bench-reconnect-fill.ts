/** Stations with people, workers, tokens and devices for `npm run bench -- reconnect`; tokens are made beside the server, not by its sign-in. */
import { identifierSystem } from '../src/kernel/vietnam/identifier-systems.ts';
import { openHouseForCommand } from '../src/entry/open-house.ts';
import { modules } from '../src/modules/index.ts';
import { createLog } from '../src/platform/log/create-log.ts';
import { createPlatform } from '../src/platform/module/platform.ts';
import { readAllSettings } from '../src/platform/settings/platform-settings.ts';
import type { Database } from '../src/platform/sql/database.ts';
import { write } from './bench-doctor.ts';
import type { House } from './bench-house.ts';
import type { StationSeat } from './bench-reconnect-devices.ts';

const peopleOfStation = 6;
const stationsOfBundle = 60;

/** What the bench goes on with; `close` gives the database back. */
interface Stations {
  readonly seats: readonly StationSeat[];
  readonly database: Database;
  close(): Promise<void>;
}

/** Makes so many stations; each has fetched its people. */
export async function fillStations(house: House, count: number): Promise<Stations> {
  const settings = readAllSettings({ ...house.env, SEN_LOG: 'error' }, modules);
  const log = createLog('error', process.stderr);
  const opened = await openHouseForCommand(settings, log);
  const { database } = opened;
  const platform = await createPlatform({
    settings,
    modules,
    database,
    log,
    webFolder: new URL('../dist/web', import.meta.url).pathname,
    version: 'bench',
  });
  const places: Place[] = [];
  for (let at = 0; at < count; at += stationsOfBundle)
    places.push(...(await makePlaces(house, at, Math.min(stationsOfBundle, count - at))));
  const url = house.base.slice(0, -'/fhir'.length);
  const seats: StationSeat[] = [];
  const waiting = places.map((place, at) => ({ place, at }));
  const lane = async (): Promise<void> => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      const { place, at } = next;
      const { accountId } = await platform.identity.createPerson({
        username: `tram.${at}`,
        display: `YS. Trạm ${at}`,
        roles: [{ role: 'station-doctor', facilityId: place.station }],
        practitionerId: place.practitioner,
      });
      const token = await platform.identity.issueToken(accountId);
      seats.push({ ...place, token, ...(await register(url, token)) });
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return {
    seats,
    database,
    async close() {
      await platform.stop();
      await opened.close();
    },
  };
}

interface Place {
  readonly station: string;
  readonly practitioner: string;
  readonly people: readonly string[];
}

async function makePlaces(house: House, from: number, count: number): Promise<Place[]> {
  const entry = Array.from({ length: count }, (_, at) => entriesOf(from + at)).flat();
  const { entry: made } = await write<{ entry: { response: { location: string } }[] }>(house, '', {
    resourceType: 'Bundle',
    type: 'transaction',
    entry,
  });
  const ids = made.map(({ response }) => /[A-Z]\w+\/([^/]+)/.exec(response.location)![1]!);
  const each = 2 + peopleOfStation;
  return Array.from({ length: count }, (_, at) => {
    const [station, practitioner, ...people] = ids.slice(at * each, (at + 1) * each);
    return { station: station!, practitioner: practitioner!, people };
  });
}

function entriesOf(no: number): object[] {
  const url = `urn:uuid:00000000-0000-4000-8000-${String(no).padStart(12, '0')}`;
  const licence = `${String(no).padStart(6, '0')}/SYN-CCHN`;
  const resources = [
    { resourceType: 'Organization', active: true, name: `Trạm đo ${no}` },
    {
      resourceType: 'Practitioner',
      name: [{ text: `YS. Trạm ${no}` }],
      qualification: [
        {
          identifier: [{ system: identifierSystem.practisingLicence, value: licence }],
          code: { text: 'Y sĩ' },
        },
      ],
    },
    ...Array.from({ length: peopleOfStation }, (_, at) => ({
      resourceType: 'Patient',
      active: true,
      name: [{ text: `Nguyễn Thị Đo ${no} ${at}`, family: 'Nguyễn', given: ['Thị', 'Đo', `${no}`, `${at}`] }],
      gender: 'female',
      birthDate: `${1940 + ((no + at * 11) % 60)}-03-12`,
      managingOrganization: { reference: url },
    })),
  ];
  return resources.map((resource, at) => ({
    ...(at === 0 && { fullUrl: url }),
    resource,
    request: { method: 'POST', url: resource.resourceType },
  }));
}

/** A device of hers that has fetched everything; the station keeps its books from now on. */
async function register(url: string, token: string): Promise<{ device: string; cursor: string }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const answer = await fetch(`${url}${path}`, { ...init, headers });
    if (!answer.ok) throw new Error(`${path.split('?')[0]}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
  const made = await ask('/api/device-sync/devices', { method: 'POST', body: '{"name":"Máy đo"}' });
  const { id: device } = (await made.json()) as { id: string };
  await (await ask('/api/station/worker')).arrayBuffer();
  let cursor: string | undefined;
  for (;;) {
    const query = new URLSearchParams({ device, ...(cursor !== undefined && { cursor }) });
    const lines = (await (await ask(`/api/device-sync/lines?${query}`)).text()).trimEnd().split('\n');
    const page = JSON.parse(lines.at(-1)!) as { next: string; isLast: boolean };
    cursor = page.next;
    if (page.isLast) return { device, cursor };
  }
}
