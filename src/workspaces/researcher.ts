import { dataRequestsPage } from '#modules/data-requests/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Asks for data without names and works with them; never sees a record. */
export const researcher = defineWorkspace({
  id: 'researcher',
  role: 'researcher',
  title: { vi: 'Nhà nghiên cứu', en: 'Researcher' },
  voice: 'staff',
  home: dataRequestsPage,
  places: [dataRequestsPage, accountPage, securityPage],
});
