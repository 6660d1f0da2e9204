import { defineModule } from '#platform/module/define-module.ts';
import { linesStream } from './download/lines.stream.ts';
import { referenceStream } from './download/reference.stream.ts';
import { termReferences } from './download/term-references.ts';
import { followWrites } from './follow-writes.ts';
import { forgetErased } from './forget-erased.ts';
import { cleanJob } from './jobs/clean.job.ts';
import {
  endDeviceRoute,
  listDevicesRoute,
  registerDeviceRoute,
  reportLostRoute,
  unlockDeviceRoute,
} from './routes/keep-devices.ts';
import { sendWritesRoute } from './routes/take-writes.ts';

/** Devices of station workers that go on without a network: what they hold, what they send, and what becomes of a lost one. */
export const deviceSync = defineModule({
  id: 'device-sync',
  title: { vi: 'Thiết bị làm việc không cần mạng', en: 'Devices that work without a network' },
  permissions: {
    'device-sync.use': {
      vi: 'Giữ dữ liệu người của trạm trên thiết bị và gửi việc đã làm',
      en: 'Hold the people of the station on a device and send what was done',
    },
    'device-sync.see': { vi: 'Xem thiết bị, báo mất thiết bị', en: 'See devices and report one lost' },
    'device-sync.keep': {
      vi: 'Trông coi thiết bị của cả cơ sở',
      en: 'Keep the devices of the whole facility',
    },
  },
  roles: [
    ...(['station-doctor', 'station-worker', 'nurse'] as const).map((id) => ({
      id,
      title: { vi: 'Nhân viên trạm y tế', en: 'Station worker' },
      grants: ['device-sync.use', 'device-sync.see'] as const,
    })),
    ...(['supervisor', 'administrator'] as const).map((id) => ({
      id,
      title: { vi: 'Người trông coi thiết bị', en: 'Keeper of devices' },
      grants: ['device-sync.see', 'device-sync.keep'] as const,
    })),
  ],
  routes: [
    sendWritesRoute,
    registerDeviceRoute,
    unlockDeviceRoute,
    listDevicesRoute,
    reportLostRoute,
    endDeviceRoute,
  ],
  streams: [linesStream, referenceStream],
  references: termReferences,
  follow: followWrites,
  erase: forgetErased,
  jobs: [cleanJob],
  migrations: new URL('./migrations/', import.meta.url),
});
