import type { Bundle, Resource } from '@medplum/fhirtypes';
import { deviceId } from '#kernel/offline/device-id.ts';
import { sendWrites, type SentWrite } from '#kernel/offline/doors.ts';
import { foundPerson } from '#kernel/offline/found-person.ts';
import { nothingKnown, prepareWrite } from '#kernel/offline/prepare-write.ts';
import type { Json } from '#kernel/offline/saved-write.ts';
import { wireBundle, wireCall } from '#kernel/offline/wire-write.ts';
import { RequestProblem } from '#web/data/problem.ts';
import { callOf } from './call-of.ts';
import { clockOfCentre } from './centre-clock.ts';
import type { Device, DeviceSession, DeviceStatus, WriteReceipt } from './device.ts';
import { askReferences } from './open-references.ts';

/** Pages of a search that are read at most; a station's day never fills them. */
const mostPages = 20;

/** The same work without anything kept on the computer: every read and write goes straight to the centre. */
export function onlineDevice(session: DeviceSession): Device {
  const hearers = new Set<() => void>();
  const clock = clockOfCentre();
  const status: DeviceStatus = {
    mode: 'online',
    network: 'there',
    isSyncing: false,
    pending: [],
    ofOthers: 0,
    isFull: false,
  };
  const tell = () => hearers.forEach((hear) => hear());
  const fhir = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const headers = { Accept: 'application/fhir+json', ...init.headers };
    return (await session.raw(`/fhir/${path}`, { ...init, headers })).json();
  };

  /** Through the door of the devices as well, so that a refusal reads the same. */
  async function send(what: Pick<SentWrite, 'bundle' | 'call'>): Promise<WriteReceipt> {
    const id = deviceId(clock.now());
    const body = JSON.stringify({ writes: [{ id, savedAt: clock.now().toISOString(), ...what }] });
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
    const answer = sendWrites.output.parse(
      await (await session.raw(sendWrites.path, { method: 'POST', headers, body })).json(),
    );
    clock.hear(answer.serverTime);
    const [outcome] = answer.answers;
    if (outcome?.outcome === 'refused')
      throw new RequestProblem('wrong', { code: outcome.code, sentence: outcome.sentence });
    if (outcome?.outcome !== 'accepted')
      throw new RequestProblem('wrong', { code: 'record.version-conflict' });
    tell();
    return { id, state: 'sent' };
  }

  return {
    now: clock.now,
    newId: (patientId) => deviceId(clock.now(), patientId),
    async search(_kind, words, limit = 20) {
      // In the body: an address holds nothing of a person.
      const body = new URLSearchParams({
        name: words.replace(/[\\,|$]/g, ' ').trim(),
        _count: String(limit),
      });
      const found = (await fhir('Patient/_search', { method: 'POST', body })) as Bundle;
      return resourcesOf(found).map((patient) => foundPerson(patient as unknown as Json, false));
    },
    read: <R extends Resource>(type: R['resourceType'], id: string) =>
      fhir(`${type}/${id}`).then((one) => one as R, unlessMissing),
    about: (patientId, types) =>
      everyPage(
        `Patient/${patientId}/$everything?_count=1000${types === undefined ? '' : `&_type=${types.join(',')}`}`,
        fhir,
      ),
    async people(ids) {
      const found: Resource[] = [];
      for (let at = 0; at < ids.length; at += 100) {
        const body = new URLSearchParams({ _id: ids.slice(at, at + 100).join(','), _count: '100' });
        found.push(...resourcesOf((await fhir('Patient/_search', { method: 'POST', body })) as Bundle));
      }
      return found.map((patient) => foundPerson(patient as unknown as Json, false));
    },
    async all<R extends Resource>(type: R['resourceType'], having?: readonly string[]) {
      const all = (await everyPage(`${type}?_count=500`, fhir)) as R[];
      if (having === undefined) return all;
      return all.filter((one) => having.some((text) => JSON.stringify(one).includes(text)));
    },
    reference: askReferences(session),
    write: (bundle) => send({ bundle: wireBundle(prepareWrite(bundle, nothingKnown)) }),
    call: (endpoint, input) => send({ call: wireCall(callOf(endpoint, input)) }),
    calls: () => Promise.resolve([]),
    status: () => status,
    onChange(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    sync: () => Promise.resolve(),
    resolve: nothingKept,
    retry: nothingKept,
    giveUp: nothingKept,
    useOtherPerson: nothingKept,
    rescue: () => Promise.resolve(undefined),
    takeRescue: () => Promise.resolve(false),
    close: () => Promise.resolve(),
  };
}

/** Nothing waits here, so nothing can be taken up again. */
const nothingKept = (): Promise<void> => Promise.resolve();

function unlessMissing(problem: unknown): undefined {
  if (problem instanceof RequestProblem && (problem.trouble === 'missing' || problem.trouble === 'refused'))
    return undefined;
  throw problem;
}

function resourcesOf(bundle: Bundle): Resource[] {
  return (bundle.entry ?? []).flatMap(({ resource, search }) =>
    resource === undefined || search?.mode === 'outcome' ? [] : [resource],
  );
}

async function everyPage(first: string, fhir: (path: string) => Promise<unknown>): Promise<Resource[]> {
  const found: Resource[] = [];
  let path: string | undefined = first;
  for (let page = 0; path !== undefined && page < mostPages; page += 1) {
    const bundle = (await fhir(path)) as Bundle;
    found.push(...resourcesOf(bundle));
    path = bundle.link?.find(({ relation }) => relation === 'next')?.url?.replace(/^.*\/fhir\//, '');
  }
  return found;
}
