import type { Resource } from '@medplum/fhirtypes';
import { adviceOf, adviceOfCall } from '#kernel/offline/advice.ts';
import { allOfType } from '#kernel/offline/all-of-type.ts';
import { CentreProblem } from '#kernel/offline/centre.ts';
import {
  decideConflict,
  giveUpWrite,
  moveToOtherPerson,
  retryWrite,
  saveCall,
  saveWrite,
  syncDevice,
  takeUpWrites,
  type DeskParts,
} from '#kernel/offline/device-desk.ts';
import { deviceId } from '#kernel/offline/device-id.ts';
import { DeviceFull } from '#kernel/offline/device-storage.ts';
import { foundPerson } from '#kernel/offline/found-person.ts';
import { groupOf, peopleIn, readGroup } from '#kernel/offline/held-people.ts';
import { personOfRow, readRows, rowOf } from '#kernel/offline/name-rows.ts';
import { readTakenCalls, waitingCalls } from '#kernel/offline/kept-calls.ts';
import { createNameSearch } from '#kernel/offline/name-search.ts';
import { readOutbox, waitingOnes } from '#kernel/offline/outbox.ts';
import { readPresent, versionOfWrite } from '#kernel/offline/overlay.ts';
import { readPull } from '#kernel/offline/pull-people.ts';
import { printRescue, readRescue } from '#kernel/offline/rescue-file.ts';
import { savedAtOf, type Json, type SavedWrite } from '#kernel/offline/saved-write.ts';
import { conflictsOf } from '#kernel/offline/settle-write.ts';
import { callOf } from './call-of.ts';
import type { CentreClock } from './centre-clock.ts';
import type { Device, DeviceStatus, PendingWrite } from './device.ts';
import { openReferences } from './open-references.ts';

/** What a device is put together from. */
export interface LocalParts {
  readonly desk: DeskParts;
  readonly clock: CentreClock;
  /** Writes of other workers on this computer. */
  readonly ofOthers: number;
  /** Remembers how many writes wait, beside the closed store. */
  readonly noteUnsent: (count: number) => void;
  /** Tells the other tabs that something changed, and hears of them. */
  readonly channel: BroadcastChannel;
  /** Hears how each sync ended; undefined where it went well. */
  readonly onSynced: (problem: CentreProblem | undefined) => void;
  /** The centre says that the device was reported lost. */
  readonly wipe: () => Promise<void>;
  readonly close: () => void;
}

/** The work of a station through the store of this computer. */
export async function localDevice(parts: LocalParts): Promise<Device> {
  const { desk, clock, channel } = parts;
  const { storage } = desk;
  const names = createNameSearch(await readRows(storage));
  const hearers = new Set<() => void>();
  let outbox = await readOutbox(storage);
  let status = await firstStatus(parts, outbox);
  let syncing: Promise<void> | undefined;
  /** Ids that were drawn here and never written. */
  const drawn = new Set<string>();
  const idOf = (name: string): string => name.slice(name.indexOf('/') + 1);

  const show = (change: Partial<DeviceStatus>): void => {
    const behind = clock.behindMs();
    status = {
      ...status,
      pending: outbox.map(asPending(outbox)),
      ...(behind !== undefined && { clockBehindMs: behind }),
      ...change,
    };
    hearers.forEach((hear) => hear());
  };
  const refresh = async (change: Partial<DeviceStatus> = {}): Promise<void> => {
    outbox = await readOutbox(storage);
    parts.noteUnsent(outbox.length);
    show(change);
  };
  const tellOthers = (): void => channel.postMessage('changed');
  channel.onmessage = () => void refresh();

  const changed = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (error instanceof DeviceFull) show({ isFull: true });
      throw error;
    } finally {
      await refresh();
      tellOthers();
    }
    void device.sync();
  };
  desk.onSettled = (people) => {
    for (const person of people) {
      const patient = person.resources.find((one) => one.resourceType === 'Patient' && one.id === person.id);
      if (patient !== undefined) names.change(person.id, rowOf(patient));
    }
    void refresh({ sentAt: clock.now() }).then(tellOthers);
  };
  desk.onPage = (pull, rows) => {
    for (const [id, row] of rows) names.change(id, row);
    show(
      pull.isWhole
        ? { download: undefined }
        : { download: { done: names.size, ...(pull.all !== undefined && { all: pull.all }) } },
    );
  };

  async function runSync(): Promise<void> {
    show({ isSyncing: true });
    try {
      await syncDevice(desk);
      await refresh({
        isSyncing: false,
        network: 'there',
        syncedAt: clock.now(),
        isFull: false,
        needs: undefined,
      });
      parts.onSynced(undefined);
    } catch (error) {
      if (error instanceof DeviceFull) return await refresh({ isSyncing: false, isFull: true });
      if (!(error instanceof CentreProblem)) throw error;
      parts.onSynced(error);
      if (error.trouble === 'lost') return await parts.wipe();
      const network = error.trouble === 'none' || error.trouble === 'portal' ? error.trouble : 'there';
      const needs =
        error.trouble === 'signed-out' ? 'sign-in' : error.trouble === 'unknown' ? 'registration' : undefined;
      await refresh({ isSyncing: false, network, needs });
      // She works elsewhere now and all is sent, or the device was taken out: its people are not hers to hold.
      if (needs === 'registration' && outbox.length === 0) await parts.wipe();
    }
  }

  const device: Device = {
    now: clock.now,
    newId(patientId) {
      const id = deviceId(clock.now(), patientId);
      drawn.add(id);
      return id;
    },
    async search(_kind, words, limit = 20) {
      const here = freshPatients();
      const waiting = createNameSearch([...here.values()].map(rowOf).filter((row) => row !== undefined));
      const found = [
        ...waiting.find(words, limit).map((row) => foundPerson(here.get(row[0])!, !names.has(row[0]))),
        ...names
          .find(words, limit)
          .filter((row) => !here.has(row[0]))
          .map(personOfRow),
      ];
      return found.slice(0, limit);
    },
    async read<R extends Resource>(type: R['resourceType'], id: string): Promise<R | undefined> {
      const isWanted = (one: Json): boolean => one.resourceType === type && one.id === id;
      if (type === 'Patient') return (await readPresent(storage, outbox, id)).find(isWanted) as R | undefined;
      const pending = outbox
        .flatMap(({ entries, id: writeId }) => entries.map((entry) => ({ entry, writeId })))
        .findLast(({ entry }) => entry.name === `${type}/${id}`);
      if (pending !== undefined) {
        const { resource } = pending.entry;
        if (resource === undefined) return undefined;
        return {
          ...resource,
          meta: { ...resource.meta, versionId: versionOfWrite(pending.writeId) },
        } as unknown as R;
      }
      for (const person of await peopleNear(id)) {
        const found = person.resources.find(isWanted);
        if (found !== undefined) return found as unknown as R;
      }
      return undefined;
    },
    async about(patientId, types) {
      const all = (await readPresent(storage, outbox, patientId)) as unknown as Resource[];
      return types === undefined ? all : all.filter(({ resourceType }) => types.includes(resourceType));
    },
    people: (ids) =>
      Promise.resolve(
        ids.flatMap((id) => {
          const fresh = freshPatients().get(id);
          const row = names.get(id);
          if (fresh !== undefined) return foundPerson(fresh, row === undefined);
          return row === undefined ? [] : personOfRow(row);
        }),
      ),
    all: async <R extends Resource>(type: R['resourceType'], having?: readonly string[]) =>
      (await allOfType(storage, outbox, type, having)) as unknown as R[],
    reference: openReferences(storage),
    async write(bundle) {
      let saved: SavedWrite;
      try {
        saved = await saveWrite(desk, bundle, (name) => drawn.has(idOf(name)));
        for (const { name } of saved.entries) drawn.delete(idOf(name));
      } catch (error) {
        if (error instanceof DeviceFull) show({ isFull: true });
        throw error;
      }
      await refresh();
      tellOthers();
      void device.sync();
      return { id: saved.id, state: 'saved' };
    },
    async call(endpoint, input, ties) {
      let saved: SavedWrite;
      try {
        saved = await saveCall(desk, callOf(endpoint, input, ties));
      } catch (error) {
        if (error instanceof DeviceFull) show({ isFull: true });
        throw error;
      }
      await refresh();
      tellOthers();
      void device.sync();
      return { id: saved.id, state: 'saved' };
    },
    calls: async () => waitingCalls(await readTakenCalls(storage), await readOutbox(storage)),
    status: () => status,
    onChange(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    sync() {
      syncing ??= runSync().finally(() => {
        syncing = undefined;
      });
      return syncing;
    },
    resolve: (id, choices) => changed(decideConflict(desk, id, choices)),
    retry: (id, bundle) => changed(retryWrite(desk, id, bundle)),
    giveUp: (id) => changed(giveUpWrite(desk, id)),
    useOtherPerson: (from, to) => changed(moveToOtherPerson(desk, from, to)),
    async rescue() {
      const writes = await readOutbox(storage);
      return writes.length === 0
        ? undefined
        : new Blob([printRescue(writes, clock.now())], { type: 'application/json' });
    },
    async takeRescue(text) {
      const writes = readRescue(text);
      if (writes === undefined) return false;
      await changed(takeUpWrites(desk, writes));
      return true;
    },
    close() {
      channel.close();
      parts.close();
      return Promise.resolve();
    },
  };

  /** People as writes that wait here have them. */
  function freshPatients(): ReadonlyMap<string, Json> {
    return new Map(
      outbox.flatMap(({ entries }) =>
        entries.flatMap(({ name, resource }): [string, Json][] =>
          name.startsWith('Patient/') && resource !== undefined
            ? [[name.slice('Patient/'.length), resource]]
            : [],
        ),
      ),
    );
  }

  /** The people in whose group a fact lies, by its id; all of them where another system chose the id. */
  async function peopleNear(id: string) {
    const near = await readGroup(storage, groupOf(id));
    if (near.some(({ resources }) => resources.some((one) => one.id === id))) return near;
    return (await storage.all('people')).flatMap(({ value }) => peopleIn(value));
  }
  return device;
}

async function firstStatus(
  { desk, clock, ofOthers }: LocalParts,
  outbox: readonly SavedWrite[],
): Promise<DeviceStatus> {
  const pull = await readPull(desk.storage);
  const behind = clock.behindMs();
  return {
    mode: 'device',
    network: 'none',
    isSyncing: false,
    pending: outbox.map(asPending(outbox)),
    ofOthers,
    isFull: false,
    ...(pull?.isWhole !== true && { download: { done: pull?.done ?? 0 } }),
    ...(behind !== undefined && { clockBehindMs: behind }),
  };
}

/** A write as the status line tells of it. */
function asPending(outbox: readonly SavedWrite[]): (write: SavedWrite) => PendingWrite {
  const waiting = waitingOnes(outbox);
  return (write) => ({
    id: write.id,
    state: write.state === 'saved' && waiting.has(write.id) ? 'waits' : write.state,
    savedAt: savedAtOf(write),
    names: write.entries.map(({ name }) => name),
    ...(write.call !== undefined && { call: write.call }),
    ...(write.patientId !== undefined && { patientId: write.patientId }),
    ...(write.problem !== undefined && {
      problem: write.problem,
      advice: (write.call === undefined ? adviceOf : adviceOfCall)(write.problem.code),
    }),
    ...(write.state === 'conflict' && { conflicts: conflictsOf(write) }),
  });
}
