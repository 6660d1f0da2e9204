import { defineModule } from '#platform/module/define-module.ts';
import { signer } from './api.ts';
import { signCommand } from './commands/sign.ts';
import { forgetErased } from './forget-erased.ts';
import { makeSigner } from './make-signer.ts';
import { signOrderJob } from './orders/sign-order.job.ts';
import {
  certificateStreams,
  crlStream,
  findWorkersRoute,
  issueRoute,
  listCertificatesRoute,
  ocspStream,
  revokeRoute,
} from './routes/authority-routes.ts';
import { deviceSignedRoute } from './routes/device-route.ts';
import { documentStream, signSummaryRoute, verifyCodeRoute } from './routes/document-routes.ts';
import {
  listWaitingRoute,
  readMineRoute,
  readOrderRoute,
  signRoute,
  supersedeRoute,
} from './routes/own-routes.ts';
import { readSignaturesRoute, verifyStream } from './routes/verify-routes.ts';
import { refuseSigned } from './signed-names.ts';

/** Digital signatures of health workers: on records, printed documents and claim files; and whether a signature holds. */
export const signatures = defineModule({
  id: 'signatures',
  title: { vi: 'Ký số', en: 'Signatures' },
  needs: ['personal-record'],
  permissions: {
    'signatures.sign': { vi: 'Ký số việc mình chịu trách nhiệm', en: 'Sign what one answers for' },
    'signatures.issue': { vi: 'Cấp và thu hồi chứng thư số', en: 'Issue and revoke certificates' },
  },
  roles: [
    {
      id: 'station-doctor',
      title: { vi: 'Bác sĩ trạm y tế', en: 'Station doctor' },
      grants: ['signatures.sign'],
    },
    {
      id: 'hospital-doctor',
      title: { vi: 'Bác sĩ bệnh viện', en: 'Hospital doctor' },
      grants: ['signatures.sign'],
    },
    {
      id: 'administrator',
      title: { vi: 'Người quản trị', en: 'Administrator' },
      grants: ['signatures.issue'],
    },
  ],
  routes: [
    readMineRoute,
    listWaitingRoute,
    signRoute,
    readOrderRoute,
    supersedeRoute,
    readSignaturesRoute,
    verifyCodeRoute,
    signSummaryRoute,
    deviceSignedRoute,
    listCertificatesRoute,
    issueRoute,
    revokeRoute,
    findWorkersRoute,
  ],
  streams: [verifyStream, documentStream, ocspStream, crlStream, ...certificateStreams],
  jobs: [signOrderJob],
  commands: [signCommand],
  guardChanges: refuseSigned,
  erase: forgetErased,
  services: (ctx) => new Map([[signer, makeSigner(ctx)]]),
  demo: () => import('./demo.ts'),
  migrations: new URL('./migrations/', import.meta.url),
});
