import { describe, expect, it } from 'vitest';
import { CentreProblem, type Centre } from './centre.ts';
import {
  decideConflict,
  giveUpWrite,
  moveToOtherPerson,
  retryWrite,
  saveWrite,
  syncDevice,
  takeUpWrites,
  type DeskParts,
} from './device-desk.ts';
import { DeviceFull, type DeviceStorage } from './device-storage.ts';
import type { SentWrite, WriteAnswer } from './doors.ts';
import { readOutbox, waitingOnes } from './outbox.ts';
import { readPresent } from './overlay.ts';
import { printRescue, readRescue } from './rescue-file.ts';
import { conflictsOf } from './settle-write.ts';
import { StoreIsNewer, upgradeStore } from './upgrade-store.ts';

function memory(): DeviceStorage & { isFull: boolean } {
  const values = new Map<string, unknown>();
  const place = (store: string, key: string) => `${store} ${key}`;
  const storage = {
    isFull: false,
    get: (store: string, key: string) => Promise.resolve(values.get(place(store, key))),
    getMany: (store: string, keys: readonly string[]) =>
      Promise.resolve(keys.map((key) => values.get(place(store, key)))),
    all: (store: string) =>
      Promise.resolve(
        [...values]
          .filter(([at]) => at.startsWith(`${store} `))
          .map(([at, value]) => ({ key: at.slice(store.length + 1), value }))
          .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
      ),
    commit: (puts: Parameters<DeviceStorage['commit']>[0]) => {
      if (storage.isFull) return Promise.reject(new DeviceFull());
      for (const put of puts) {
        const at = place(put.store, put.key);
        if (put.how === 'delete') values.delete(at);
        else if (put.how !== 'replace' || values.has(at)) values.set(at, put.value);
      }
      return Promise.resolve();
    },
  };
  return storage;
}

/** A desk whose centre answers as it is told; `sent` is what arrived there. */
function desk(answer: (write: SentWrite) => WriteAnswer | CentreProblem) {
  const storage = memory();
  const sent: SentWrite[] = [];
  let ids = 0;
  const centre: Centre = {
    behindMs: () => 0,
    fetch: (cursor) => Promise.resolve({ people: new Map(), next: cursor ?? '1', isLast: true }),
    reference: () => Promise.reject(new CentreProblem('refused')),
    send(writes) {
      const answers: WriteAnswer[] = [];
      for (const write of writes) {
        sent.push(write);
        const one = answer(write);
        if (one instanceof CentreProblem) return Promise.reject(one);
        answers.push(one);
      }
      return Promise.resolve(answers);
    },
  };
  const parts: DeskParts = {
    storage,
    centre,
    newId: () => `id${(ids += 1)}`,
    lock: (_name, work) => work(),
    localNow: () => Date.parse('2026-11-23T02:00:00Z'),
  };
  return { parts, storage, sent, outbox: () => readOutbox(storage) };
}

const accept = ({ id, bundle }: SentWrite): WriteAnswer => {
  const entries = bundle!['entry'] as { request: { url: string } }[];
  const versions = Object.fromEntries(entries.map(({ request }) => [request.url, '1']));
  return { id, outcome: 'accepted', versions, writtenAt: '2026-11-23T02:00:01Z' };
};
const refuse = ({ id }: SentWrite): WriteAnswer => ({
  id,
  outcome: 'refused',
  code: 'record.invalid',
  sentence: 'Sai.',
});

const put = (...resources: { resourceType: string; id: string }[]) => ({
  resourceType: 'Bundle',
  type: 'transaction',
  entry: resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  })),
});
const patient = { resourceType: 'Patient', id: 'p', name: [{ text: 'Lò Thị Mai' }] };
const weight = { resourceType: 'Observation', id: 'o', subject: { reference: 'Patient/p' }, value: 54 };

describe('a device', () => {
  it('looks for what is held only of what may have been written before', async () => {
    const { parts, storage, outbox } = desk(accept);
    const asked: string[] = [];
    const watched: DeskParts = {
      ...parts,
      storage: {
        ...storage,
        get: (store, name) => {
          asked.push(store);
          return storage.get(store, name);
        },
      },
    };
    await saveWrite(watched, put(patient, weight), () => true);
    expect(asked).not.toContain('people');
    await saveWrite(watched, put({ ...weight, value: 55 } as never), (name) => name !== 'Observation/o');
    expect(asked).toContain('people');
    expect((await outbox()).map(({ entries }) => entries.length)).toEqual([2, 1]);
  });

  it('shows what was written before it is sent, and keeps it with its version afterwards', async () => {
    const { parts, storage, outbox } = desk(accept);
    await saveWrite(parts, put(patient, weight));
    expect(await readPresent(storage, await outbox(), 'p')).toHaveLength(2);
    await syncDevice(parts);
    expect(await outbox()).toEqual([]);
    expect(await readPresent(storage, [], 'p')).toMatchObject([
      { resourceType: 'Patient', meta: { versionId: '1' } },
      { resourceType: 'Observation', meta: { versionId: '1' } },
    ]);
  });

  it('sends a change of what it made itself on top of the version that the centre gave it', async () => {
    const { parts, storage, sent, outbox } = desk(accept);
    await saveWrite(parts, put(patient));
    const [present] = await readPresent(storage, await outbox(), 'p');
    await saveWrite(parts, put({ ...present!, id: 'p', birthDate: '1990-01-01' } as never));
    await syncDevice(parts);
    expect(sent.map(({ bundle }) => (bundle!['entry'] as { request: object }[])[0]!.request)).toEqual([
      { method: 'PUT', url: 'Patient/p', ifNoneMatch: '*' },
      { method: 'PUT', url: 'Patient/p', ifMatch: 'W/"1"' },
    ]);
  });

  it('holds back what points to a person whose registration was refused, until that one is mended', async () => {
    let isMended = false;
    const { parts, outbox } = desk((write) => (isMended ? accept(write) : refuse(write)));
    const { id } = await saveWrite(parts, put(patient));
    await saveWrite(parts, put(weight));
    await syncDevice(parts);
    const writes = await outbox();
    expect(writes.map(({ state }) => state)).toEqual(['refused', 'saved']);
    expect([...waitingOnes(writes)]).toEqual([writes[1]!.id]);
    isMended = true;
    await retryWrite(parts, id, put({ ...patient, active: true } as never));
    await syncDevice(parts);
    expect(await outbox()).toEqual([]);
  });

  it('writes to the record that was there already when a person was registered twice', async () => {
    const { parts, sent, outbox } = desk((write) =>
      JSON.stringify(write).includes('Patient/p"') ? refuse(write) : accept(write),
    );
    await saveWrite(parts, put(patient));
    await saveWrite(parts, put(weight));
    await syncDevice(parts);
    await moveToOtherPerson(parts, 'p', 'known');
    await syncDevice(parts);
    expect(await outbox()).toEqual([]);
    expect(JSON.stringify(sent.at(-1))).toContain('"reference":"Patient/known"');
  });

  it('lets the facts of a visit go on where only a field of the person clashes, and asks about that field', async () => {
    const held = { ...patient, birthDate: '1990' };
    const theirs = {
      ...patient,
      birthDate: '1992',
      meta: { versionId: '7', lastUpdated: '2026-11-23T01:00:00Z' },
    };
    const { parts, storage, sent, outbox } = desk((write) =>
      JSON.stringify(write).includes('W/\\"1\\"')
        ? {
            id: write.id,
            outcome: 'conflict',
            theirs: [{ name: 'Patient/p', versionId: '7', resource: theirs }],
          }
        : accept(write),
    );
    await saveWrite(parts, put(held));
    await syncDevice(parts);
    const [present] = await readPresent(storage, [], 'p');
    await saveWrite(parts, put({ ...present!, id: 'p', birthDate: '1991' } as never, weight));
    await syncDevice(parts);
    const [stuck, ...more] = await outbox();
    expect(more).toEqual([]);
    expect(conflictsOf(stuck!)).toEqual([
      {
        name: 'Patient/p',
        fields: [{ path: 'birthDate', base: '1990', mine: '1991', theirs: '1992', proposed: 'mine' }],
      },
    ]);
    expect(JSON.stringify(sent.at(-1))).toContain('"value":54');
    await decideConflict(parts, stuck!.id, { 'Patient/p': { birthDate: 'mine' } });
    await syncDevice(parts);
    expect(await outbox()).toEqual([]);
    expect(JSON.stringify(sent.at(-1))).toContain('"birthDate":"1991"');
    expect(JSON.stringify(sent.at(-1))).toContain('W/\\"7\\"');
  });

  it('forgets a refused write only when a person gives it up', async () => {
    const { parts, outbox } = desk(refuse);
    const { id } = await saveWrite(parts, put(weight));
    await giveUpWrite(parts, id);
    expect(await outbox()).toHaveLength(1);
    await syncDevice(parts);
    await giveUpWrite(parts, id);
    expect(await outbox()).toEqual([]);
  });

  it('keeps nothing of a write where it is full, and everything where the network is not there', async () => {
    const { parts, storage, outbox } = desk(() => new CentreProblem('portal'));
    storage.isFull = true;
    await expect(saveWrite(parts, put(weight))).rejects.toThrow(DeviceFull);
    storage.isFull = false;
    await saveWrite(parts, put(weight));
    await expect(syncDevice(parts)).rejects.toMatchObject({ trouble: 'portal' });
    expect(await outbox()).toHaveLength(1);
  });

  it('gives its outbox to a file, and to a newer program in the newer form, but not back to an older one', async () => {
    const { parts, storage, outbox } = desk(accept);
    await upgradeStore(storage, [], 1);
    await saveWrite(parts, put(weight));
    expect(readRescue(printRescue(await outbox(), new Date(0)))).toEqual(await outbox());
    const file = readRescue(printRescue(await outbox(), new Date(0)));
    await takeUpWrites(parts, file ?? []);
    expect(await outbox()).toHaveLength(1);
    const other = desk(accept);
    await takeUpWrites(other.parts, file ?? []);
    expect(await other.outbox()).toMatchObject([{ id: file?.[0]?.id, entries: [{ name: 'Observation/o' }] }]);
    expect(readRescue('<html>')).toBeUndefined();
    await upgradeStore(storage, [{ to: 2, write: (old) => ({ ...(old as object), isNewForm: true }) }], 2);
    expect(await outbox()).toMatchObject([{ isNewForm: true, entries: [{ name: 'Observation/o' }] }]);
    await expect(upgradeStore(storage, [], 1)).rejects.toThrow(StoreIsNewer);
  });
});
