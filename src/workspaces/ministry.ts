import { securityPage } from '#modules/account/web/pages.ts';
import { deskPage } from '#modules/commune-station/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Receives what provinces send; sees figures, no record. */
export const ministry = defineWorkspace({
  id: 'ministry',
  role: 'ministry',
  title: { vi: 'Bộ Y tế', en: 'Ministry of Health' },
  voice: 'staff',
  home: deskPage,
  places: [deskPage, accountPage, securityPage],
});
