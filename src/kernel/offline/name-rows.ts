import type { DeviceStorage, Put } from './device-storage.ts';
import { foundPerson, type FoundPerson } from './found-person.ts';
import { groupOf, type HeldPerson } from './held-people.ts';
import type { Json } from './saved-write.ts';

/** A person in the list that names are searched in: FoundPerson as a row, with the numbers she is found by. */
export type NameRow = readonly [
  id: string,
  name: string,
  birthDate: string,
  gender: string,
  place: string,
  phone: string,
  numbers: string,
];

/** The row of a Patient; undefined for one that was joined to another or is out of use. */
export function rowOf(patient: Json): NameRow | undefined {
  const { link, active } = patient as { link?: readonly { type?: string }[]; active?: boolean };
  if (active === false || link?.some(({ type }) => type === 'replaced-by') === true) return undefined;
  const { id, name, birthDate = '', gender = '', place = '', phone = '' } = foundPerson(patient, false);
  const identifiers = (patient['identifier'] ?? []) as readonly { readonly value?: string }[];
  return [
    id,
    name,
    birthDate,
    gender,
    place,
    phone,
    identifiers.flatMap(({ value }) => value ?? []).join(' '),
  ];
}

/** The row of a person, by the Patient that she is. */
export function rowOfPerson(person: HeldPerson): NameRow | undefined {
  const patient = person.resources.find(
    ({ resourceType, id }) => resourceType === 'Patient' && id === person.id,
  );
  return patient === undefined ? undefined : rowOf(patient);
}

/** What a row says of a person. */
export function personOfRow([id, name, birthDate, gender, place, phone]: NameRow): FoundPerson {
  return {
    kind: 'people',
    id,
    name,
    ...(birthDate !== '' && { birthDate }),
    ...(gender !== '' && { gender }),
    ...(place !== '' && { place }),
    ...(phone !== '' && { phone }),
    isNew: false,
  };
}

/** Eight groups of people share a chunk of rows: 128 chunks, read whole when the store is opened. */
const chunkOf = (id: string): string => (Number.parseInt(groupOf(id), 16) >> 3).toString(16).padStart(2, '0');

/** The changes of the chunks that put rows in the place of others; undefined takes one away. */
export async function putRows(
  storage: DeviceStorage,
  rows: ReadonlyMap<string, NameRow | undefined>,
): Promise<Put[]> {
  const byChunk = Map.groupBy(rows, ([id]) => chunkOf(id));
  const names = [...byChunk.keys()];
  const values = await storage.getMany('index', names);
  const puts: Put[] = [];
  for (const [at, chunk] of names.entries()) {
    const changed = byChunk.get(chunk)!;
    const kept = new Map(rowsIn(values[at]).map((row) => [row[0], row]));
    for (const [id, row] of changed) {
      if (row === undefined) kept.delete(id);
      else kept.set(id, row);
    }
    puts.push({ how: 'put', store: 'index', key: chunk, value: JSON.stringify([...kept.values()]) });
  }
  return puts;
}

/** All rows that are held. */
export async function readRows(storage: DeviceStorage): Promise<NameRow[]> {
  return (await storage.all('index')).flatMap(({ value }) => rowsIn(value));
}

function rowsIn(value: unknown): NameRow[] {
  return typeof value === 'string' ? (JSON.parse(value) as NameRow[]) : [];
}
