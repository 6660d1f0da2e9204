import { CentreProblem, type Centre } from './centre.ts';
import { correctTimes } from './device-clock.ts';
import { DeviceFull, type DeviceStorage, type Put } from './device-storage.ts';
import type { WriteAnswer } from './doors.ts';
import { lineOf, readHeld, type HeldPerson } from './held-people.ts';
import { noteTakenCall } from './kept-calls.ts';
import { nextToSend, readOutbox } from './outbox.ts';
import type { Json, SavedWrite } from './saved-write.ts';
import { putHeld } from './put-held.ts';
import { settleWrite, type Settlement } from './settle-write.ts';
import { noteSettled } from './settled-writes.ts';
import { wireWrite } from './wire-write.ts';

/** What sending needs. */
export interface PushParts {
  readonly storage: DeviceStorage;
  readonly centre: Centre;
  readonly newId: () => string;
  /** Runs work that nobody else on this device, no other tab either, may do at the same time. */
  readonly lock: <T>(name: 'sync' | 'outbox', work: () => Promise<T>) => Promise<T>;
  /** Hears that something was settled. */
  onSettled?: (people: readonly HeldPerson[]) => void;
}

/** Writes of one sending: small enough that a bad line loses little. */
const mostAtOnce = 20;

/**
 * Sends what waits until nothing more can be sent. Only one at a time may run on a store. Throws CentreProblem where the centre cannot be
 * asked; what was sent and not answered is sent again another time, and is the same write.
 * @returns how many writes were settled
 */
export async function pushOutbox(parts: PushParts): Promise<number> {
  const { storage } = parts;
  const answered = new Set<string>();
  for (;;) {
    await parts.lock('outbox', () => correctClocks(parts));
    const waiting = nextToSend(await readOutbox(storage), mostAtOnce);
    // What was answered and is still here could not be put away: it is not sent round and round.
    const ready = waiting.filter(({ key }) => !answered.has(key));
    if (ready.length === 0) return answered.size;
    const answers = await sendPatiently(parts.centre, ready);
    for (const write of ready) {
      const answer = answers.find(({ id }) => id === write.id);
      // An answer that leaves one out is no answer to that one.
      if (answer === undefined) throw new CentreProblem('busy');
      await parts.lock('outbox', () => settle(parts, write, answer));
      answered.add(write.key);
    }
  }
}

/** A sending that is refused as a whole is sent one by one, so that one bad write stops no other. */
async function sendPatiently(centre: Centre, writes: readonly SavedWrite[]): Promise<readonly WriteAnswer[]> {
  try {
    return await centre.send(writes.map(wireWrite));
  } catch (error) {
    if (!(error instanceof CentreProblem) || error.trouble !== 'refused') throw error;
    const [only, ...more] = writes;
    if (more.length === 0)
      return [{ id: only!.id, outcome: 'refused', code: error.code, sentence: error.sentence }];
    const answers: WriteAnswer[] = [];
    for (const write of writes) answers.push(...(await sendPatiently(centre, [write])));
    return answers;
  }
}

async function settle(parts: PushParts, write: SavedWrite, answer: WriteAnswer): Promise<void> {
  const { storage } = parts;
  const outbox = await readOutbox(storage);
  // Settled already, before a crash or by another tab.
  if (!outbox.some(({ key }) => key === write.key)) return;
  const later = outbox.filter(({ key }) => key > write.key);
  const settlement = settleWrite(write, answer, later, parts.newId);
  const people = await withWritten(storage, settlement);
  const settled = [
    ...(await noteSettled(storage, answer)),
    ...(answer.outcome === 'accepted' ? await noteTakenCall(storage, write) : []),
  ];
  try {
    const lines = new Map(people.map((person) => [person.id, lineOf(person)]));
    const { puts } = await putHeld(storage, lines);
    await storage.commit([...settlement.puts, ...settled, ...puts]);
  } catch (error) {
    if (!(error instanceof DeviceFull)) throw error;
    // The centre has it: the outbox gets room, and the next fetch brings the person as she is now.
    await storage.commit(settlement.puts);
  }
  parts.onSettled?.(people);
}

/** The people among whom accepted resources are kept, as they are now. */
async function withWritten(storage: DeviceStorage, settlement: Settlement): Promise<HeldPerson[]> {
  const { written, patientId } = settlement;
  const byPerson = Map.groupBy(written, ({ name }) =>
    name.startsWith('Patient/') ? name.slice(8) : patientId,
  );
  const people: HeldPerson[] = [];
  for (const [id, changed] of byPerson) {
    if (id === undefined) continue;
    const held = (await readHeld(storage, id)) ?? { id, resources: [] };
    const names = new Map(
      held.resources.map((one): [string, Json] => [`${one.resourceType}/${one.id}`, one]),
    );
    for (const { name, resource } of changed) {
      if (resource === undefined) names.delete(name);
      else names.set(name, resource);
    }
    people.push({ ...held, resources: [...names.values()] });
  }
  return people;
}

/** Times that were written with a clock nobody had compared are put right before they leave. */
async function correctClocks({ storage, centre }: PushParts): Promise<void> {
  const behindMs = centre.behindMs();
  if (behindMs === undefined) return;
  const puts = (await readOutbox(storage)).flatMap((write): Put[] => {
    if (write.behindMs !== undefined) return [];
    return [{ how: 'replace', store: 'outbox', key: write.key, value: correctTimes(write, behindMs) }];
  });
  if (puts.length > 0) await storage.commit(puts);
}
