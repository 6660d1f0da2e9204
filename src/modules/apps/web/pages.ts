import { definePage } from '#web/shell/define-page.ts';
import { defineWidget, personBanner } from '#web/shell/define-widget.ts';

const text = {
  vi: () => import('./apps.vi.json', { with: { type: 'json' } }),
  en: () => import('./apps.en.json', { with: { type: 'json' } }),
};

export const connectedAppsPage = definePage({
  id: 'apps/connected',
  path: '/apps',
  allow: 'account.own',
  title: { vi: 'Ứng dụng đã kết nối', en: 'Connected apps' },
  short: { vi: 'Ứng dụng', en: 'Apps' },
  icon: 'apps',
  text,
  load: () => import('./pages/connected/connected.page.tsx'),
});

export const clientsPage = definePage({
  id: 'apps/clients',
  path: '/clients',
  allow: 'identity.manage',
  title: { vi: 'Hệ thống và ứng dụng', en: 'Systems and apps' },
  short: { vi: 'Kết nối', en: 'Systems' },
  icon: 'key',
  text,
  load: () => import('./pages/clients/clients.page.tsx'),
});

export const launchWidget = defineWidget({
  id: 'apps/launch',
  slot: personBanner,
  allow: 'apps.launch',
  text,
  load: async () => ({ default: (await import('./parts/launch.widget.tsx')).LaunchApps }),
});

export const pages = [connectedAppsPage, clientsPage];
export const widgets = [launchWidget];
