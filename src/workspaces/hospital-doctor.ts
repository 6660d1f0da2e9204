import {
  accountPage,
  documentsPage,
  findPeoplePage,
  summaryPage,
  timelinePage,
  trendsPage,
} from '#modules/personal-record/web/pages.ts';
import { personBookingsPage, receptionPage } from '#modules/booking/web/pages.ts';
import { deskPage } from '#modules/messages/web/pages.ts';
import { inboxPage } from '#modules/own-data/web/pages.ts';
import { scanPage } from '#modules/health-card/web/pages.ts';
import { emergencyPage } from '#modules/record-access/web/pages.ts';
import { signPage, verifyPage } from '#modules/signatures/web/pages.ts';
import { personFormsPage } from '#modules/questionnaires/web/pages.ts';
import { codesPage } from '#modules/terminology/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { connectedAppsPage } from '#modules/apps/web/pages.ts';
import { repairQueuePage } from '#modules/verification/web/pages.ts';
import { personPage, registerPage } from '#modules/registry/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Sees the people whom the hospital treats. */
export const hospitalDoctor = defineWorkspace({
  id: 'hospital-doctor',
  role: 'hospital-doctor',
  title: { vi: 'Bác sĩ bệnh viện', en: 'Hospital doctor' },
  voice: 'staff',
  home: findPeoplePage,
  places: [
    findPeoplePage,
    registerPage,
    scanPage,
    emergencyPage,
    receptionPage,
    repairQueuePage,
    deskPage,
    inboxPage,
    signPage,
    codesPage,
    verifyPage,
    accountPage,
    securityPage,
    connectedAppsPage,
  ],
  personTabs: [
    summaryPage,
    timelinePage,
    trendsPage,
    documentsPage,
    personFormsPage,
    personBookingsPage,
    personPage,
  ],
});
