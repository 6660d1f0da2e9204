import type { Put } from './device-storage.ts';
import type { Json, SavedCall, SavedEntry, SavedWrite } from './saved-write.ts';
import { replaceWrite } from './outbox.ts';

/**
 * Somebody who was registered on the device turned out to be known already: her registration goes, and what was written about the one is
 * written about the other. Ids of the facts stay.
 * @param from id of the refused Patient
 * @param to id of the Patient that the centre knows
 * @param newId draws ids for the writes in their new form
 */
export function useOtherPerson(
  writes: readonly SavedWrite[],
  from: string,
  to: string,
  newId: () => string,
): Put[] {
  const name = `Patient/${from}`;
  return writes.flatMap((write) => {
    const { call } = write;
    const said = JSON.stringify([write.entries, call?.input]);
    const isTold = said.includes(`"${name}"`) || (call !== undefined && said.includes(`"${from}"`));
    if (write.patientId !== from && !isTold) return [];
    const entries = write.entries
      .filter((entry) => entry.name !== name)
      .map((entry): SavedEntry => ({
        ...entry,
        ...(entry.resource !== undefined && {
          resource: readdress(entry.resource, name, `Patient/${to}`) as Json,
        }),
      }));
    const { key: _key, problem: _problem, theirs: _theirs, ...rest } = write;
    const next = {
      ...rest,
      id: newId(),
      patientId: to,
      state: 'saved' as const,
      entries,
      // A call names people by their ids, wherever they stand.
      ...(call !== undefined && {
        call: { ...call, input: renamed(call.input, from, to) as SavedCall['input'] },
      }),
    };
    return replaceWrite(write, entries.length === 0 && call === undefined ? [] : [next]);
  });
}

function renamed(node: unknown, from: string, to: string): unknown {
  if (Array.isArray(node)) return node.map((one) => renamed(one, from, to));
  if (typeof node === 'object' && node !== null)
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, renamed(value, from, to)]));
  return node === from ? to : node;
}

function readdress(node: unknown, from: string, to: string): unknown {
  if (Array.isArray(node)) return node.map((one) => readdress(one, from, to));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) =>
      key === 'reference' && value === from ? [key, to] : [key, readdress(value, from, to)],
    ),
  );
}
