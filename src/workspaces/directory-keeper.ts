import {
  deskFacilitiesPage,
  deskWorkersPage,
  importsPage,
  placesPage,
} from '#modules/directory/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { securityPage } from '#modules/account/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Keeps the directory of the whole country; sees no record. */
export const directoryKeeper = defineWorkspace({
  id: 'directory-keeper',
  role: 'directory-keeper',
  title: { vi: 'Giữ danh bạ quốc gia', en: 'Keeper of the national directory' },
  voice: 'staff',
  home: deskFacilitiesPage,
  places: [deskFacilitiesPage, deskWorkersPage, importsPage, placesPage, accountPage, securityPage],
});
