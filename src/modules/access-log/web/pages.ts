import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./access-log.vi.json', { with: { type: 'json' } }),
  en: () => import('./access-log.en.json', { with: { type: 'json' } }),
};

export const ownLooksPage = definePage({
  id: 'access-log/mine',
  path: '/who-has-seen',
  allow: 'audit.own',
  title: { vi: 'Ai đã xem hồ sơ của tôi', en: 'Who has seen my record' },
  short: { vi: 'Ai đã xem', en: 'Who saw' },
  icon: 'show',
  text,
  load: () => import('./pages/mine/mine.page.tsx'),
});

export const reviewsPage = definePage({
  id: 'access-log/reviews',
  path: '/looks-to-review',
  allow: 'audit.facility',
  title: { vi: 'Lượt xem cần xem xét', en: 'Looks to be reviewed' },
  short: { vi: 'Xem xét', en: 'Review' },
  icon: 'inbox',
  text,
  load: () => import('./pages/reviews/reviews.page.tsx'),
});

export const leakPage = definePage({
  id: 'access-log/leak',
  path: '/find-a-leak',
  allow: 'audit.trace',
  title: { vi: 'Ai có thể đã làm lộ', en: 'Who could have leaked this' },
  short: { vi: 'Tìm nguồn lộ', en: 'Find a leak' },
  icon: 'search',
  text,
  load: () => import('./pages/leak/leak.page.tsx'),
});

export const pages = [ownLooksPage, reviewsPage, leakPage];
