import { securityPage } from '#modules/account/web/pages.ts';
import { mergeDeskPage, mergesPage, splitPage } from '#modules/merging/web/pages.ts';
import { accountPage } from '#modules/personal-record/web/pages.ts';
import { repairQueuePage, verificationRunsPage } from '#modules/verification/web/pages.ts';
import { modelPage } from '#modules/registry/web/pages.ts';
import { defineWorkspace } from '#web/shell/define-workspace.ts';

/** Answers for who people are: decides on corrections that stations propose; sees nothing of their care. */
export const registryOfficer = defineWorkspace({
  id: 'registry-officer',
  role: 'registry-officer',
  title: { vi: 'Cán bộ định danh y tế', en: 'Registry officer' },
  voice: 'staff',
  home: repairQueuePage,
  places: [
    repairQueuePage,
    mergeDeskPage,
    mergesPage,
    splitPage,
    verificationRunsPage,
    modelPage,
    accountPage,
    securityPage,
  ],
});
