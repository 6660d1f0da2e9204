import { definePage } from '#web/shell/define-page.ts';

export const devicePage = definePage({
  id: 'device-sync/device',
  path: '/device',
  allow: 'device-sync.see',
  title: { vi: 'Thiết bị ngoại tuyến', en: 'Offline device' },
  short: { vi: 'Thiết bị', en: 'Device' },
  icon: 'phone',
  text: {
    vi: () => import('./device.vi.json', { with: { type: 'json' } }),
    en: () => import('./device.en.json', { with: { type: 'json' } }),
  },
  load: () => import('./pages/device/device.page.tsx'),
});

export const pages = [devicePage];
