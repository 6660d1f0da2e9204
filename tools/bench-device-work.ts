/** Runs in the page of `npm run bench -- device`: the work of a station over the store of the phone, timed there. */
import type { Appointment, Immunization } from '@medplum/fhirtypes';
import { emptyVisit } from '../src/modules/commune-station/domain/visit/visit-draft.ts';
import { visitBundle } from '../src/modules/commune-station/domain/visit/visit-bundle.ts';
import { createClient } from '../src/web/data/client.ts';
import type { Device } from '../src/web/offline/device.ts';
import { openDeviceStore } from '../src/web/offline/open-device-store.ts';

/** What the bench asks of the page; times in ms. */
export interface DeviceWork {
  open(token: string, name: string, facilityId: string): Promise<string>;
  /** Saves visits, each until it is safe. */
  saves(facilityId: string, people: readonly string[]): Promise<number[]>;
  /** Who is due on a day, with names and places; and all doses of everybody. */
  dueLists(day: string): Promise<{ appointments: number[]; doses: number[]; found: number }>;
}

let device: Device;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

const work: DeviceWork = {
  async open(token, name, facilityId) {
    const { raw } = createClient({ token: () => Promise.resolve(token), language: () => 'vi' });
    const me = { name, roles: ['station-doctor'], permissions: ['device-sync.use'] };
    device = await openDeviceStore({ name, me, facilityId, language: () => 'vi', raw });
    await device.sync();
    return device.status().mode;
  },
  async saves(facilityId, people) {
    const times: number[] = [];
    for (const patientId of people) {
      const now = device.now();
      const draft = {
        ...emptyVisit(patientId, now),
        reason: 'Tái khám tăng huyết áp',
        programme: 'hypertension' as const,
        signs: [
          { loinc: '8480-6', value: 138 },
          { loinc: '8462-4', value: 84 },
        ],
        diagnoses: [{ code: 'I10', name: 'Bệnh lý tăng huyết áp' }],
      };
      const bundle = visitBundle(draft, { facilityId, now, newId: () => device.newId(patientId) });
      times.push(await timed(() => device.write(bundle)));
      // A person does something else between two visits.
      await device.sync();
    }
    return times;
  },
  async dueLists(day) {
    const [appointments, doses]: [number[], number[]] = [[], []];
    let found = 0;
    for (let round = 0; round < 8; round += 1) {
      appointments.push(
        await timed(async () => {
          const due = await device.all<Appointment>('Appointment', [day]);
          const ids = due.flatMap(
            ({ participant }) => participant[0]?.actor?.reference?.slice('Patient/'.length) ?? [],
          );
          found = (await device.people(ids)).length;
        }),
      );
      doses.push(await timed(() => device.all<Immunization>('Immunization')));
    }
    return { appointments, doses, found };
  },
};
(globalThis as unknown as { deviceWork: DeviceWork }).deviceWork = work;
