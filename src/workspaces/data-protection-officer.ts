import { leakPage, reviewsPage } from '#modules/access-log/web/pages.ts';
import { dataRequestsPage } from '#modules/data-requests/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Answers for the people in the data: decides on requests and traces copies; sees no record. */
export const dataProtectionOfficer = defineWorkspace({
  id: 'data-protection-officer',
  role: 'data-protection-officer',
  title: { vi: 'Bộ phận bảo vệ dữ liệu', en: 'Data protection officer' },
  voice: 'staff',
  home: dataRequestsPage,
  places: [dataRequestsPage, reviewsPage, leakPage, accountPage, securityPage],
});
