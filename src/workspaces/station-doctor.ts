import {
  accountPage,
  documentsPage,
  findPeoplePage,
  summaryPage,
  timelinePage,
  trendsPage,
} from '#modules/personal-record/web/pages.ts';
import {
  booksPage,
  dayPage,
  homeVisitsPage,
  householdPage,
  reportsPage,
  visitPage,
} from '#modules/commune-station/web/pages.ts';
import { personBookingsPage, receptionPage } from '#modules/booking/web/pages.ts';
import { deskPage } from '#modules/messages/web/pages.ts';
import { alertsPage } from '#modules/assistant/web/pages.ts';
import { inboxPage } from '#modules/own-data/web/pages.ts';
import { scanPage } from '#modules/health-card/web/pages.ts';
import { emergencyPage } from '#modules/record-access/web/pages.ts';
import { signPage, verifyPage } from '#modules/signatures/web/pages.ts';
import { personFormsPage } from '#modules/questionnaires/web/pages.ts';
import { codesPage } from '#modules/terminology/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { connectedAppsPage } from '#modules/apps/web/pages.ts';
import { devicePage } from '#modules/device-sync/web/pages.ts';
import { repairQueuePage } from '#modules/verification/web/pages.ts';
import { personPage, registerPage } from '#modules/registry/web/pages.ts';
import { sessionPage, vaccinesPage } from '#modules/immunisation/web/pages.ts';
import { personProgrammesPage, programmesPage } from '#modules/programmes/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Sees the people of the commune. */
export const stationDoctor = defineWorkspace({
  id: 'station-doctor',
  role: 'station-doctor',
  title: { vi: 'Bác sĩ trạm y tế', en: 'Station doctor' },
  voice: 'staff',
  home: findPeoplePage,
  places: [
    findPeoplePage,
    registerPage,
    dayPage,
    alertsPage,
    sessionPage,
    programmesPage,
    booksPage,
    reportsPage,
    homeVisitsPage,
    receptionPage,
    scanPage,
    emergencyPage,
    repairQueuePage,
    deskPage,
    inboxPage,
    signPage,
    codesPage,
    verifyPage,
    accountPage,
    devicePage,
    securityPage,
    connectedAppsPage,
  ],
  personTabs: [
    summaryPage,
    visitPage,
    householdPage,
    vaccinesPage,
    personProgrammesPage,
    timelinePage,
    trendsPage,
    documentsPage,
    personFormsPage,
    personBookingsPage,
    personPage,
  ],
});
