import { defineModule } from '#platform/module/define-module.ts';

/** Computers that several workers share: who keeps them sees and registers them here. The doors stand beside the sign-in. */
export const sharedComputers = defineModule({
  id: 'shared-computers',
  title: { vi: 'Máy dùng chung', en: 'Shared computers' },
  permissions: {},
  // Who keeps every facility's computers; heads of facilities hold the permission by their own role.
  roles: [
    {
      id: 'administrator',
      title: { vi: 'Người quản trị', en: 'Administrator' },
      grants: ['computers.keep'],
    },
  ],
});
