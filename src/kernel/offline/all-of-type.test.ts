import { describe, expect, it } from 'vitest';
import { allOfType } from './all-of-type.ts';
import type { DeviceStorage, StoreName } from './device-storage.ts';
import { lineOf } from './held-people.ts';
import { putHeld } from './put-held.ts';
import { readPresent } from './overlay.ts';
import { outboxKey, type Json, type SavedWrite } from './saved-write.ts';
import { upgradeStore } from './upgrade-store.ts';

/** A store that tells what was opened. */
function watched(): { storage: DeviceStorage; opened: StoreName[] } {
  const values = new Map<string, unknown>();
  const opened: StoreName[] = [];
  const storage: DeviceStorage = {
    get: (store, key) => Promise.resolve(values.get(`${store} ${key}`)),
    getMany(store, keys) {
      opened.push(store);
      return Promise.resolve(keys.map((key) => values.get(`${store} ${key}`)));
    },
    all(store) {
      opened.push(store);
      const found = [...values].filter(([at]) => at.startsWith(`${store} `));
      return Promise.resolve(found.map(([at, value]) => ({ key: at.slice(store.length + 1), value })));
    },
    commit(puts) {
      for (const put of puts)
        if (put.how === 'delete') values.delete(`${put.store} ${put.key}`);
        else values.set(`${put.store} ${put.key}`, put.value);
      return Promise.resolve();
    },
  };
  return { storage, opened };
}

const factOf = (resourceType: string, id: string, patient: string, more: object = {}): Json => ({
  resourceType,
  id,
  subject: { reference: `Patient/${patient}` },
  ...more,
});
const person = (id: string, ...facts: Json[]): [string, string] => [
  id,
  lineOf({ id, resources: [{ resourceType: 'Patient', id }, ...facts] }),
];
async function hold(storage: DeviceStorage, ...lines: [string, string | undefined][]): Promise<void> {
  await storage.commit((await putHeld(storage, new Map(lines))).puts);
}
const idsOf = (found: readonly Json[]) =>
  found.map(({ id }) => id).toSorted((a, b) => String(a).localeCompare(String(b)));

describe('a list over everybody who is held', () => {
  it('opens nothing but the facts of its type', async () => {
    const { storage, opened } = watched();
    await hold(
      storage,
      person('p1', factOf('EpisodeOfCare', 'e1', 'p1'), factOf('Observation', 'o1', 'p1')),
      person('p2', factOf('EpisodeOfCare', 'e2', 'p2'), factOf('Flag', 'f2', 'p2')),
    );
    opened.length = 0;
    expect(idsOf(await allOfType(storage, [], 'EpisodeOfCare'))).toEqual(['e1', 'e2']);
    expect(opened).toEqual(['types']);
    expect(idsOf(await allOfType(storage, [], 'Observation'))).toEqual(['o1']);
  });

  it('follows a person who changes, loses a fact, comes early again or goes', async () => {
    const { storage } = watched();
    await hold(storage, person('p1', factOf('Task', 't1', 'p1')), person('p2', factOf('Task', 't2', 'p2')));
    await hold(storage, person('p1', factOf('Task', 't3', 'p1')), ['p2', undefined]);
    expect(idsOf(await allOfType(storage, [], 'Task'))).toEqual(['t3']);
    await hold(storage, [
      'p1',
      lineOf({ id: 'p1', early: true, resources: [{ resourceType: 'Patient', id: 'p1' }] }),
    ]);
    expect(idsOf(await allOfType(storage, [], 'Task'))).toEqual(['t3']);
    await hold(storage, person('p1'));
    expect(await allOfType(storage, [], 'Task')).toEqual([]);
  });

  it('takes a programme or a day out of many, with what waits here in it', async () => {
    const { storage } = watched();
    await hold(
      storage,
      person('p1', factOf('Appointment', 'a1', 'p1', { start: '2026-11-23T08:00:00+07:00' })),
      person('p2', factOf('Appointment', 'a2', 'p2', { start: '2026-12-01T08:00:00+07:00' })),
    );
    const moved = factOf('Appointment', 'a2', 'p2', { start: '2026-11-23T09:00:00+07:00' });
    const fresh = factOf('Appointment', 'a3', 'p3', { start: '2026-11-23T10:00:00+07:00' });
    const waiting = [moved, fresh].map((resource, at): SavedWrite => {
      const id = `w${at}`;
      const entries = [{ name: `Appointment/${resource.id}`, resource }];
      const patientId = at === 0 ? 'p2' : 'p3';
      return {
        key: outboxKey(at + 1, id),
        id,
        origins: [id],
        state: 'saved',
        localAt: 0,
        entries,
        patientId,
      };
    });
    expect(idsOf(await allOfType(storage, [], 'Appointment', ['2026-11-23']))).toEqual(['a1']);
    expect(idsOf(await allOfType(storage, waiting, 'Appointment', ['2026-11-23']))).toEqual([
      'a1',
      'a2',
      'a3',
    ]);
    expect(idsOf(await allOfType(storage, waiting, 'Appointment', ['2026-12-01']))).toEqual([]);
  });

  it('of a birth that waits, the child stands there once, and what is about her is hers', async () => {
    const { storage } = watched();
    await hold(storage, person('mother'));
    const resources: Json[] = [
      factOf('Procedure', 'birth', 'mother'),
      { resourceType: 'Patient', id: 'child' },
      factOf('Observation', 'weight', 'child'),
    ];
    const entries = resources.map((resource) => ({
      name: `${resource.resourceType}/${resource.id}`,
      resource,
    }));
    const birth: SavedWrite = {
      key: outboxKey(1, 'w'),
      id: 'w',
      origins: ['w'],
      state: 'saved',
      localAt: 0,
      patientId: 'mother',
      entries,
    };
    expect(idsOf(await allOfType(storage, [birth], 'Patient'))).toEqual(['child', 'mother']);
    expect(idsOf(await readPresent(storage, [birth], 'mother'))).toEqual(['birth', 'mother']);
    expect(idsOf(await readPresent(storage, [birth], 'child'))).toEqual(['child', 'weight']);
  });

  it('is there after a store of the program before was upgraded', async () => {
    const { storage } = watched();
    await storage.commit([
      { how: 'put', store: 'meta', key: 'form', value: 1 },
      { how: 'put', store: 'people', key: '000', value: person('p1', factOf('CarePlan', 'c1', 'p1'))[1] },
    ]);
    expect(await allOfType(storage, [], 'CarePlan')).toEqual([]);
    await upgradeStore(storage);
    expect(idsOf(await allOfType(storage, [], 'CarePlan'))).toEqual(['c1']);
  });
});
