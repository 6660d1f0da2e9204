import { defineModule } from '#platform/module/define-module.ts';
import { findUnusualJob } from './jobs/find-unusual.job.ts';
import { complainRoute } from './routes/complain.ts';
import { acknowledgeReviewRoute, decideReviewRoute } from './routes/decide-review.ts';
import { exportLeakRoute } from './routes/export-leak.ts';
import { findLeakRoute } from './routes/find-leak.ts';
import { listReviewsRoute } from './routes/list-reviews.ts';
import { readOwnLooksRoute } from './routes/read-own-looks.ts';

/** Who has seen whom: told to the person, looked after by the supervisor, searched when something leaked. No clinical content. */
export const accessLog = defineModule({
  id: 'access-log',
  title: { vi: 'Ai đã xem hồ sơ', en: 'Who has seen a record' },
  // Seeing lines of the log are the platform's own permissions (audit.own, audit.facility, audit.trace).
  permissions: {},
  roles: [
    { id: 'citizen', title: { vi: 'Người dân', en: 'Citizen' }, grants: ['audit.own'] },
    {
      id: 'supervisor',
      title: { vi: 'Người giám sát cơ sở', en: 'Facility supervisor' },
      grants: ['audit.facility'],
    },
    {
      id: 'data-protection-officer',
      title: { vi: 'Bộ phận bảo vệ dữ liệu', en: 'Data protection officer' },
      grants: ['audit.facility', 'audit.trace'],
    },
    {
      id: 'health-department',
      title: { vi: 'Sở Y tế', en: 'Department of Health' },
      grants: ['audit.trace'],
    },
  ],
  routes: [
    readOwnLooksRoute,
    complainRoute,
    listReviewsRoute,
    acknowledgeReviewRoute,
    decideReviewRoute,
    findLeakRoute,
    exportLeakRoute,
  ],
  jobs: [findUnusualJob],
  migrations: new URL('migrations/', import.meta.url),
});
