import { compactDay } from '../domain/days.ts';
import { blockSize } from '../domain/household.ts';
import { immunisationsOf, type GivenDose } from '../domain/immunisations.ts';
import { correctedVisit, deliveryOf, mistakeOf, type Planted } from '../domain/mistakes.ts';
import { peopleOfBlock, type Person } from '../domain/person.ts';
import type { Visit } from '../domain/visit.ts';
import { visitsOf } from '../domain/visits.ts';
import type { World } from '../domain/world.ts';
import { claimTables, type Plant } from './claim-visit.ts';
import { envelope } from './envelope.ts';
import { facilityBundle, immunisationBundle, registerBundle } from './fhir-people.ts';
import { visitMessages, vitalsMessage } from './hl7-visit.ts';

/** One thing to send: a file for a door. */
export interface Batch {
  readonly door: 'fhir' | 'insurance' | 'hl7v2';
  /** Path in the output folder; names sort in the order of sending. */
  readonly name: string;
  readonly text: string;
  /** Messages of an HL7 file, one by one, for the wire. */
  readonly messages?: readonly string[];
  /** Visits told in it for the first time, as claims. */
  readonly claims: number;
  readonly planted: readonly Planted[];
}

/** Somebody with all that happened to her. */
export interface Life {
  readonly person: Person;
  readonly visits: readonly Visit[];
  readonly doses: readonly GivenDose[];
}

/** Blocks of people told together, some 240 people: what is held in memory at once. */
export const blocksPerGroup = 10;
/** Visits of an envelope: small enough to be answered while the sender waits. */
const visitsPerEnvelope = 50;

/**
 * Tells the whole population through the doors, group after group, in constant memory. First the facilities, the registers of
 * households and the immunisation books, then what wards, laboratories and monitors say while visits happen, then claims by facility,
 * then what is sent again (doubled, corrected, with fewer lines) and messages that come late, after the claim of their visit.
 */
export function* batches(world: World): Generator<Batch> {
  const blocks = Math.ceil(world.citizens / blockSize);
  for (let first = 0; first < blocks; first += blocksPerGroup) {
    const households: Life[][] = [];
    for (let block = first; block < Math.min(blocks, first + blocksPerGroup); block += 1)
      households.push(
        peopleOfBlock(world, block).map((person) => ({
          person,
          visits: visitsOf(world, person),
          doses: immunisationsOf(world, person),
        })),
      );
    yield* tellLives(world, String(first / blocksPerGroup + 1).padStart(6, '0'), households);
  }
}

/** Tells the lives of people; those of one list are registered together. */
export function* tellLives(
  world: World,
  group: string,
  lists: readonly (readonly Life[])[],
): Generator<Batch> {
  const facilities = new Map(
    lists
      .flat()
      .flatMap(({ person, visits }) => [person.station, ...visits.map((visit) => visit.facility)])
      .map((one) => [one.code, one]),
  );
  yield fhir(`${group}/0-facilities.json`, facilityBundle([...facilities.values()]));
  for (const [i, list] of lists.entries())
    yield fhir(
      `${group}/1-people/${String(i + 1).padStart(3, '0')}.json`,
      registerBundle(list.map(({ person }) => person)),
    );
  const outbox: Outbox = { claims: new Map(), again: new Map(), messages: [], late: [] };
  for (const [i, list] of lists.entries()) {
    const doses = list.flatMap((life) => life.doses);
    if (doses.length > 0)
      yield fhir(
        `${group}/2-immunisations/${String(i + 1).padStart(3, '0')}.json`,
        immunisationBundle(doses),
      );
    for (const { visits } of list) for (const visit of visits) tellVisit(world, visit, list, outbox);
  }
  yield* messageFile(`${group}/3-hl7v2`, outbox.messages);
  yield* claimFiles(world, `${group}/4-insurance`, outbox.claims);
  for (const batch of claimFiles(world, `${group}/5-insurance-again`, outbox.again))
    yield { ...batch, claims: 0 };
  yield* messageFile(`${group}/6-hl7v2-late`, outbox.late);
}

function* messageFile(folder: string, messages: readonly string[]): Generator<Batch> {
  if (messages.length === 0) return;
  const name = `${folder}/messages.hl7`;
  yield { door: 'hl7v2', name, text: messages.join('\n'), messages, claims: 0, planted: [] };
}

interface Outbox {
  readonly claims: Map<string, Claim[]>;
  readonly again: Map<string, Claim[]>;
  readonly messages: string[];
  readonly late: string[];
}

interface Claim {
  readonly visit: Visit;
  readonly plant: Plant | undefined;
}

function tellVisit(world: World, visit: Visit, list: readonly Life[], outbox: Outbox): void {
  const messages = messagesOf(world, visit);
  // Some systems were not connected for a while and send what they have when they are.
  (visit.insured && visit.person.index % 24 === 0 ? outbox.late : outbox.messages).push(...messages);
  if (!visit.insured) return;
  const neighbour = list.find(({ person }) => isSomebodyElse(person, visit.person))?.person;
  const mistake = mistakeOf(world, visit, neighbour);
  const plant: Plant | undefined =
    mistake === undefined
      ? undefined
      : { mistake, ...(mistake === 'card-of-another' && { card: neighbour!.card!.number }) };
  append(outbox.claims, visit.facility.code, { visit, plant });
  const delivery = plant === undefined ? deliveryOf(world, visit) : 'once';
  if (delivery !== 'once')
    append(outbox.again, visit.facility.code, { visit: correctedVisit(visit, delivery), plant: undefined });
}

/** How long hospitals have been connected by messages, in days; what is older came as claims alone. */
const connectedDays = 3 * 365;

/**
 * What is told of a visit by messages. Hospitals tell those of every twelfth person, of the named family and of whoever is not insured,
 * from the reception to the last result; where there is a claim, it comes on top. At a station every third person meets a monitor that is
 * connected; who is not insured there leaves only her vital signs, on a monitor that knows of no visit.
 */
function messagesOf(world: World, visit: Visit): string[] {
  const { person, insured } = visit;
  if (visit.facility.level === 'station') {
    if (insured && (visit.again === undefined || person.index % 3 !== 0)) return [];
    return [vitalsMessage(visit, `${visit.key}-V`, insured)];
  }
  const isTold = person.household === 'named' || person.index % 12 === 0;
  const isConnected = visit.start >= (world.today - connectedDays) * 1440;
  return !insured || (isTold && isConnected) ? visitMessages(world, visit) : monitorOf(visit);
}

/** Before hospitals sent messages, some had a monitor at the reception that did. */
function monitorOf(visit: Visit): string[] {
  const hasMonitor = (visit.again !== undefined || visit.admitted) && visit.person.index % 3 === 0;
  return hasMonitor ? [vitalsMessage(visit, `${visit.key}-V`)] : [];
}

/** Whose card would be found out: another household, another age. */
function isSomebodyElse(one: Person, other: Person): boolean {
  return one.card !== undefined && one.household !== other.household && Math.abs(one.born - other.born) > 800;
}

function append<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function* claimFiles(
  world: World,
  folder: string,
  byFacility: ReadonlyMap<string, readonly Claim[]>,
): Generator<Batch> {
  for (const [code, claims] of [...byFacility].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    for (let from = 0; from < claims.length; from += visitsPerEnvelope) {
      const part = claims.slice(from, from + visitsPerEnvelope);
      const name = `${folder}/${code}-${String(from / visitsPerEnvelope + 1).padStart(3, '0')}.xml`;
      const text = envelope(
        code,
        compactDay(world.today),
        part.map(({ visit, plant }) => claimTables(world, visit, plant)),
      );
      const planted = part.flatMap(({ visit, plant }) =>
        plant === undefined ? [] : [expectation(visit, plant)],
      );
      yield { door: 'insurance', name, text, claims: part.length, planted };
    }
}

/** What the door shall find, line for line. */
function expectation(visit: Visit, { mistake }: Plant): Planted {
  const common = { mistake, facility: visit.facility.code, visit: visit.key, line: 1 };
  switch (mistake) {
    case 'impossible-date':
      return { ...common, table: 'XML2', field: 'NGAY_YL', rule: 'claim.date', expect: 'quarantine' };
    case 'negative-quantity':
      return { ...common, table: 'XML2', field: 'SO_LUONG', rule: 'claim.negative', expect: 'quarantine' };
    case 'card-of-another':
      return {
        ...common,
        table: 'XML1',
        field: 'MA_THE_BHYT',
        rule: 'person.card-of-another',
        expect: 'quarantine',
      };
    case 'unknown-diagnosis':
      return { ...common, table: 'XML1', field: 'MA_BENH_CHINH', rule: 'claim.code-unknown', expect: 'note' };
  }
}

/** A transaction as a batch. */
export function fhir(name: string, bundle: object): Batch {
  return { door: 'fhir', name, text: `${JSON.stringify(bundle)}\n`, claims: 0, planted: [] };
}
