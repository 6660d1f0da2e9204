import { defineModule } from '#platform/module/define-module.ts';
import { clientRoutes } from './routes/clients.ts';
import { connectedRoutes } from './routes/connected.ts';
import { launchRoutes } from './routes/launch.ts';

/** Apps and systems of others: seen and taken back by people, opened by doctors, kept by administrators. The work is identity's. */
export const apps = defineModule({
  id: 'apps',
  title: { vi: 'Ứng dụng và hệ thống kết nối', en: 'Apps and connected systems' },
  permissions: {
    'apps.launch': {
      vi: 'Mở ứng dụng đã đăng ký cho người bệnh đang xem',
      en: 'Open registered apps for the person in sight',
    },
  },
  roles: [
    {
      id: 'station-doctor',
      title: { vi: 'Bác sĩ trạm y tế', en: 'Station doctor' },
      grants: ['apps.launch'],
    },
    {
      id: 'hospital-doctor',
      title: { vi: 'Bác sĩ bệnh viện', en: 'Hospital doctor' },
      grants: ['apps.launch'],
    },
  ],
  routes: [...connectedRoutes, ...launchRoutes, ...clientRoutes],
});
