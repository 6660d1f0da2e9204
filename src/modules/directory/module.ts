import { platformRoles } from '#platform/access/roles.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { placeOperation } from './operations/place.ts';
import { importCommand, rebuildCommand } from './commands/directory-command.ts';
import { applyImportJob, planImportJob } from './jobs/import.job.ts';
import { followedTypes, hearWritten } from './follow.ts';
import { fillAtStart } from './refill.ts';
import { checkLicenceRoute } from './routes/check-licence.ts';
import { countFacilitiesStream } from './routes/count-facilities.ts';
import { changeFacilityRoute, makeFacilityRoute, readFacilityFormRoute } from './routes/desk-facilities.ts';
import {
  changeWorkerRoute,
  findWorkersByNameRoute,
  findWorkersRoute,
  judgeLicenceRoute,
  listEndingRoute,
  makeWorkerRoute,
  openDeskRoute,
  readWorkerFormRoute,
} from './routes/desk-workers.ts';
import { findFacilitiesStream } from './routes/find-facilities.ts';
import {
  applyImportRoute,
  listImportLinesRoute,
  listImportsRoute,
  readImportRoute,
  reportStream,
  stopImportRoute,
  uploadStream,
} from './routes/import-routes.ts';
import { findPlacesStream, readPlaceStream } from './routes/place-routes.ts';
import { readFacilityPageStream } from './routes/read-facility-page.ts';

const readers = new Set(['citizen', 'station-doctor', 'hospital-doctor', 'administrator', 'integration']);

/** Facilities, health workers with their licences, and places: found by everybody, kept by the Departments of Health. */
export const directory = defineModule({
  id: 'directory',
  title: { vi: 'Danh bạ y tế', en: 'Health directory' },
  permissions: {
    'directory.read': { vi: 'Hỏi danh bạ qua FHIR', en: 'Ask the directory through FHIR' },
    'directory.keep': {
      vi: 'Giữ danh bạ cơ sở và người hành nghề của địa bàn mình',
      en: 'Keep the directory of facilities and health workers of one’s own place',
    },
    'directory.keep-all': {
      vi: 'Giữ danh bạ của cả nước',
      en: 'Keep the directory of the whole country',
    },
    'directory.judge-licences': {
      vi: 'Đình chỉ, thu hồi, khôi phục giấy phép hành nghề',
      en: 'Suspend, revoke and reinstate practising licences',
    },
  },
  roles: [
    ...platformRoles
      .filter(({ id }) => readers.has(id))
      .map(({ id, title }) => ({ id, title, grants: ['directory.read' as const] })),
    {
      id: 'health-department',
      title: { vi: 'Sở Y tế', en: 'Department of Health' },
      grants: ['directory.keep', 'directory.judge-licences'],
    },
    {
      id: 'directory-keeper',
      title: { vi: 'Giữ danh bạ quốc gia', en: 'Keeper of the national directory' },
      grants: ['directory.keep', 'directory.keep-all', 'directory.judge-licences'],
    },
  ],
  routes: [
    checkLicenceRoute,
    openDeskRoute,
    readFacilityFormRoute,
    makeFacilityRoute,
    changeFacilityRoute,
    findWorkersRoute,
    findWorkersByNameRoute,
    listEndingRoute,
    readWorkerFormRoute,
    makeWorkerRoute,
    changeWorkerRoute,
    judgeLicenceRoute,
    listImportsRoute,
    readImportRoute,
    listImportLinesRoute,
    applyImportRoute,
    stopImportRoute,
  ],
  streams: [
    uploadStream,
    reportStream,
    findFacilitiesStream,
    countFacilitiesStream,
    readFacilityPageStream,
    findPlacesStream,
    readPlaceStream,
  ],
  operations: [placeOperation],
  jobs: [planImportJob, applyImportJob],
  follow: { types: followedTypes, hear: hearWritten },
  background: [fillAtStart],
  commands: [rebuildCommand, importCommand],
  demo: () => import('./demo.ts'),
  migrations: new URL('migrations/', import.meta.url),
});
