/**
 * `npm run bench [-- NAME]`: starts the server on an empty data folder, makes a client, drives it, and prints rates, CPU, disk and memory.
 * Without a name: the table of figures to reach, then claims. `growth`, `population`, `long-patient`, `crowd`, `access` and `layers` as their files say;
 * `matching` the open benchmark of matching (test/matching), `registry` the match index as people grow; `people` the doctor's search among 100,000, `page` a record of 3,000 lines in a real browser, `export` a bulk export; `device` a station’s people on a slow phone; `reconnect` the devices of 11,000 stations back on the network; `books` a station’s month and a province; `booking` citizens who book at once; `assistant` home readings at a rate, and how soon the alert is there.
 * Options: --tool FILE (load tool), --patients N, --seconds S, --connections C, --claims VISITS (0: none), --quiet (waits until the
 * machine is quiet before each workload), --dry (leaves docs/reference/performance as it is), --keep DIR (the data stay there; for
 * `growth`, which goes on from them). `peer` drives another server in turns.
 */
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buildWebIfOld } from '../src/entry/build-web.ts';
import { benchAccess } from './bench-access.ts';
import { calibrate, conditionsText } from './bench-calibrate.ts';
import { benchAssistant } from './bench-assistant.ts';
import { benchBooking } from './bench-booking.ts';
import { benchBooks } from './bench-books.ts';
import { benchClaims } from './bench-claims.ts';
import { benchCrowd } from './bench-crowd.ts';
import { benchDevice } from './bench-device.ts';
import { benchExport } from './bench-export.ts';
import { benchGrowth } from './bench-growth.ts';
import { closeHouse, openHouse, type House } from './bench-house.ts';
import { benchLayers } from './bench-layers.ts';
import { benchLongPatient } from './bench-long-patient.ts';
import { benchMatching } from './bench-matching.ts';
import { option } from './bench-options.ts';
import { benchPage } from './bench-page.ts';
import { benchPeer } from './bench-peer.ts';
import { benchPeople } from './bench-people.ts';
import { benchPopulation } from './bench-population.ts';
import { benchReconnect } from './bench-reconnect.ts';
import { benchRegistry } from './bench-registry.ts';
import { keepReport, printReport, type Report } from './bench-report.ts';
import { benchStore } from './bench-store.ts';

/** Those that are kept in the reference. */
const reports: Readonly<Record<string, (house: House) => Promise<Report | undefined>>> = {
  store: benchStore,
  growth: benchGrowth,
  population: benchPopulation,
  'long-patient': benchLongPatient,
  crowd: benchCrowd,
  access: benchAccess,
  layers: benchLayers,
  peer: benchPeer,
};
/** Those that print for themselves and say whether their goal was reached. */
const measures: Readonly<Record<string, (house: House) => Promise<boolean>>> = {
  assistant: benchAssistant,
  books: benchBooks,
  booking: benchBooking,
  people: benchPeople,
  page: benchPage,
  device: benchDevice,
  reconnect: benchReconnect,
  export: benchExport,
};

async function main(): Promise<boolean> {
  const [asked] = process.argv.slice(2);
  // Pure: needs no server.
  if (asked === 'matching') return benchMatching();
  if (asked === 'registry') return benchRegistry();
  const name = asked === undefined || asked.startsWith('--') ? 'store' : asked;
  const report = reports[name];
  const measure = measures[name];
  if (report === undefined && measure === undefined) {
    console.error(
      `no such measurement: ${name}; there are ${Object.keys({ ...reports, ...measures }).join(', ')}`,
    );
    return false;
  }
  if (['people', 'page', 'device', 'books', 'access'].includes(name))
    await buildWebIfOld(() => console.log('building the pages ...'));
  const kept = option('keep', '');
  const folder = kept === '' ? await mkdtemp(join(tmpdir(), 'sen-bench-')) : resolve(kept);
  await mkdir(folder, { recursive: true });
  const machine = await calibrate(folder);
  const house = await openHouse(folder);
  try {
    if (report === undefined) return await measure!(house);
    const made = await report(house);
    // It has said itself how far it is.
    if (made === undefined) return false;
    printReport(made);
    if (!process.argv.includes('--dry'))
      keepReport(name, { ...made, command: commandText(), conditions: machine.end() });
    return name === 'store' ? (await claims(house)) && made.reached : made.reached;
  } finally {
    console.log(conditionsText(machine.end()));
    await closeHouse(house, kept !== '');
  }
}

function commandText(): string {
  const words = process.argv.slice(2);
  return ['npm run bench', ...(words.length === 0 ? [] : ['--']), ...words].join(' ');
}

async function claims(house: House): Promise<boolean> {
  const visits = Number(option('claims', '2000'));
  const { env, token, folder } = house;
  const claimsHouse = {
    url: house.base.slice(0, -'/fhir'.length),
    token,
    serverPid: house.server.pid!,
    env,
    folder,
  };
  return visits === 0 || benchClaims(claimsHouse, visits);
}

if (!(await main())) process.exitCode = 1;
