import { definePage } from '#web/shell/define-page.ts';

export const subscriptionsPage = definePage({
  id: 'subscriptions/list',
  path: '/subscriptions',
  allow: 'subscriptions.manage',
  title: { vi: 'Đăng ký nhận tin', en: 'Subscriptions' },
  short: { vi: 'Nhận tin', en: 'Notices' },
  icon: 'bell',
  text: {
    vi: () => import('./subscriptions.vi.json', { with: { type: 'json' } }),
    en: () => import('./subscriptions.en.json', { with: { type: 'json' } }),
  },
  load: () => import('./pages/subscriptions/subscriptions.page.tsx'),
});

export const pages = [subscriptionsPage];
