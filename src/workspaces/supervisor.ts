import { reviewsPage } from '#modules/access-log/web/pages.ts';
import { openingsPage } from '#modules/record-access/web/pages.ts';
import { alertQualityPage } from '#modules/assistant/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Looks after who sees whom in the name of a facility; sees no record. */
export const supervisor = defineWorkspace({
  id: 'supervisor',
  role: 'supervisor',
  title: { vi: 'Người giám sát cơ sở', en: 'Facility supervisor' },
  voice: 'staff',
  home: reviewsPage,
  places: [reviewsPage, openingsPage, alertQualityPage, accountPage, securityPage],
});
