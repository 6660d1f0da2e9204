import { deskPage } from '#modules/commune-station/web/pages.ts';
import { leakPage } from '#modules/access-log/web/pages.ts';
import { deskFacilitiesPage, deskWorkersPage, importsPage } from '#modules/directory/web/pages.ts';
import { dataRequestsPage } from '#modules/data-requests/web/pages.ts';
import { figuresPage } from '#modules/public-health/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { repairQueuePage, verificationRunsPage } from '#modules/verification/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Answers for the data of a province: decides on requests; sees figures, no record. */
export const healthDepartment = defineWorkspace({
  id: 'health-department',
  role: 'health-department',
  title: { vi: 'Sở Y tế', en: 'Department of Health' },
  voice: 'staff',
  home: dataRequestsPage,
  places: [
    dataRequestsPage,
    deskFacilitiesPage,
    deskWorkersPage,
    importsPage,
    figuresPage,
    deskPage,
    repairQueuePage,
    verificationRunsPage,
    leakPage,
    accountPage,
    securityPage,
  ],
});
