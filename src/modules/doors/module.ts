import type { ServiceToken } from '#kernel/contract.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { nationalImmunisation, registers } from './api.ts';
import { makeNationalImmunisation } from './immunisation/national-service.ts';
import { reseal } from './reseal.ts';
import { hl7SendCommand } from './commands/hl7-send.ts';
import { hl7SenderCommand } from './commands/hl7-sender.ts';
import { forgetErased } from './forget-erased.ts';
import { importCommand } from './commands/import.ts';
import { beginImport, tellImport, tellImportErrors } from './fhir-files/import-operation.ts';
import { mllpListener, mllpSettings } from './hl7v2/mllp-server.ts';
import { sendInsurance } from './insurance/send-insurance.ts';
import { resumeSources } from './jobs/resume-sources.job.ts';
import { takeSourceJob } from './jobs/take-source.job.ts';
import { registerCommand } from './commands/register.ts';
import { makeRegisters } from './registers/registers-service.ts';
import { takeUpdateStream } from './registers/take-update.ts';
import { dismissQuarantineRoute } from './routes/dismiss-quarantine.ts';
import { listQuarantineRoute } from './routes/list-quarantine.ts';
import { listSourcesRoute } from './routes/list-sources.ts';
import { mendQuarantineRoute } from './routes/mend-quarantine.ts';
import { readQuarantineRoute } from './routes/read-quarantine.ts';
import { readSourceRoute } from './routes/read-source.ts';
import { retrySourceRoute } from './routes/retry-source.ts';

/** Every outside system that sends files or messages to Sen, one folder each; what cannot be taken is kept and can be mended. */
export const doors = defineModule({
  id: 'doors',
  title: { vi: 'Cửa tiếp nhận dữ liệu', en: 'Doors' },
  permissions: {
    'doors.send': { vi: 'Gửi dữ liệu vào Sen', en: 'Send data to Sen' },
    'doors.mend': { vi: 'Xem và sửa dữ liệu bị giữ lại ở cửa', en: 'See and mend data held at the doors' },
  },
  roles: [
    {
      id: 'administrator',
      title: { vi: 'Người quản trị', en: 'Administrator' },
      grants: ['doors.mend'],
    },
    { id: 'integration', title: { vi: 'Hệ thống kết nối', en: 'Connected system' }, grants: ['doors.send'] },
  ],
  routes: [
    listSourcesRoute,
    readSourceRoute,
    retrySourceRoute,
    listQuarantineRoute,
    readQuarantineRoute,
    mendQuarantineRoute,
    dismissQuarantineRoute,
  ],
  streams: [sendInsurance, beginImport, tellImport, tellImportErrors, takeUpdateStream],
  config: mllpSettings,
  reseal,
  background: [mllpListener],
  commands: [importCommand, hl7SenderCommand, hl7SendCommand, registerCommand],
  services: (ctx) =>
    new Map<ServiceToken<unknown>, unknown>([
      [registers, makeRegisters(ctx)],
      [nationalImmunisation, makeNationalImmunisation(ctx)],
    ]),
  erase: forgetErased,
  jobs: [takeSourceJob, resumeSources],
  migrations: new URL('./migrations/', import.meta.url),
});
