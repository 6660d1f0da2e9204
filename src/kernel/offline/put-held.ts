import type { DeviceStorage, Put } from './device-storage.ts';
import { peopleIn, putPeople, type PersonLines } from './held-people.ts';
import { putTypes } from './held-types.ts';
import { putRows, rowOfPerson, type NameRow } from './name-rows.ts';

/** What is to be written so that people stand as their lines tell, and how the list of names changes. */
interface HeldChange {
  readonly puts: readonly Put[];
  readonly rows: ReadonlyMap<string, NameRow | undefined>;
}

/** The changes in all places where people are kept. Each line is read once. */
export async function putHeld(storage: DeviceStorage, lines: PersonLines): Promise<HeldChange> {
  const people = new Map(
    [...lines].map(([id, line]) => [id, line === undefined ? undefined : peopleIn(line)[0]]),
  );
  const rows = new Map(
    [...people].map(([id, person]) => [id, person === undefined ? undefined : rowOfPerson(person)]),
  );
  const puts = [
    ...(await putPeople(storage, lines)),
    ...(await putRows(storage, rows)),
    ...(await putTypes(storage, people)),
  ];
  return { puts, rows };
}
