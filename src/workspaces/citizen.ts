import {
  accountPage,
  documentsPage,
  summaryPage,
  timelinePage,
  trendsPage,
} from '#modules/personal-record/web/pages.ts';
import { ownAlertsPage } from '#modules/assistant/web/pages.ts';
import { bookingPage } from '#modules/booking/web/pages.ts';
import { cardPage } from '#modules/health-card/web/pages.ts';
import { doctorPage, messagesPage } from '#modules/messages/web/pages.ts';
import { emergencyCardPage, sharePage } from '#modules/sharing/web/pages.ts';
import { ownMergesPage } from '#modules/merging/web/pages.ts';
import { ownPage } from '#modules/own-data/web/pages.ts';
import { ownLooksPage } from '#modules/access-log/web/pages.ts';
import { ownAccessPage } from '#modules/record-access/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { connectedAppsPage } from '#modules/apps/web/pages.ts';
import { ownDetailsPage } from '#modules/verification/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** A person with her own record. */
export const citizen = defineWorkspace({
  id: 'citizen',
  role: 'citizen',
  title: { vi: 'Người dân', en: 'Citizen' },
  voice: 'citizen',
  home: summaryPage,
  places: [
    summaryPage,
    timelinePage,
    bookingPage,
    trendsPage,
    ownPage,
    messagesPage,
    doctorPage,
    ownAlertsPage,
    documentsPage,
    cardPage,
    sharePage,
    emergencyCardPage,
    ownLooksPage,
    ownAccessPage,
    ownMergesPage,
    ownDetailsPage,
    accountPage,
    securityPage,
    connectedAppsPage,
  ],
});
