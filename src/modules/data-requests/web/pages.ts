import { definePage } from '#web/shell/define-page.ts';

export const dataRequestsPage = definePage({
  id: 'data-requests/requests',
  path: '/data-requests',
  allow: 'data-requests.see',
  title: { vi: 'Yêu cầu dữ liệu', en: 'Data requests' },
  short: { vi: 'Dữ liệu', en: 'Data' },
  icon: 'documents',
  text: {
    vi: () => import('./data-requests.vi.json', { with: { type: 'json' } }),
    en: () => import('./data-requests.en.json', { with: { type: 'json' } }),
  },
  load: () => import('./pages/requests/requests.page.tsx'),
});

export const pages = [dataRequestsPage];
