import { securityPage } from '#modules/account/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { figuresPage } from '#modules/public-health/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Looks after the health of a place: figures, and by the law the single reports of it through systems of her office. */
export const publicHealthOfficer = defineWorkspace({
  id: 'public-health-officer',
  role: 'public-health-officer',
  title: { vi: 'Cán bộ y tế dự phòng', en: 'Public health officer' },
  voice: 'staff',
  home: figuresPage,
  places: [figuresPage, accountPage, securityPage],
});
