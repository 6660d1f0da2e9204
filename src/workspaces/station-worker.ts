import { securityPage } from '#modules/account/web/pages.ts';
import {
  booksPage,
  dayPage,
  homeVisitsPage,
  householdPage,
  reportsPage,
  visitPage,
} from '#modules/commune-station/web/pages.ts';
import { alertsPage } from '#modules/assistant/web/pages.ts';
import { devicePage } from '#modules/device-sync/web/pages.ts';
import { personBookingsPage, receptionPage } from '#modules/booking/web/pages.ts';
import { scanPage } from '#modules/health-card/web/pages.ts';
import {
  accountPage,
  documentsPage,
  findPeoplePage,
  summaryPage,
  timelinePage,
  trendsPage,
} from '#modules/personal-record/web/pages.ts';
import { emergencyPage } from '#modules/record-access/web/pages.ts';
import { personPage, registerPage } from '#modules/registry/web/pages.ts';
import { personFormsPage } from '#modules/questionnaires/web/pages.ts';
import { codesPage } from '#modules/terminology/web/pages.ts';
import { sessionPage, vaccinesPage } from '#modules/immunisation/web/pages.ts';
import { personProgrammesPage, programmesPage } from '#modules/programmes/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Works at a commune health station: her first page is the day. */
export const stationWorker = defineWorkspace({
  id: 'station-worker',
  role: 'station-worker',
  title: { vi: 'Nhân viên trạm y tế', en: 'Station worker' },
  voice: 'staff',
  home: dayPage,
  places: [
    dayPage,
    alertsPage,
    sessionPage,
    programmesPage,
    registerPage,
    homeVisitsPage,
    booksPage,
    reportsPage,
    findPeoplePage,
    receptionPage,
    scanPage,
    emergencyPage,
    codesPage,
    accountPage,
    devicePage,
    securityPage,
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
