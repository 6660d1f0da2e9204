import { quarantinePage, sourcesPage } from '#modules/doors/web/pages.ts';
import { alertQualityPage } from '#modules/assistant/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { subscriptionsPage } from '#modules/subscriptions/web/pages.ts';
import { certificatesPage, verifyPage } from '#modules/signatures/web/pages.ts';
import { formsPage } from '#modules/questionnaires/web/pages.ts';
import { codesPage } from '#modules/terminology/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { clientsPage } from '#modules/apps/web/pages.ts';
import { verificationRunsPage } from '#modules/verification/web/pages.ts';
import { modelPage } from '#modules/registry/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Keeps the doors open: what came in, what was refused. Never sees a record. */
export const administrator = defineWorkspace({
  id: 'administrator',
  role: 'administrator',
  title: { vi: 'Người quản trị', en: 'Administrator' },
  voice: 'staff',
  home: quarantinePage,
  places: [
    quarantinePage,
    sourcesPage,
    verificationRunsPage,
    modelPage,
    subscriptionsPage,
    clientsPage,
    formsPage,
    alertQualityPage,
    certificatesPage,
    codesPage,
    verifyPage,
    accountPage,
    securityPage,
  ],
});
