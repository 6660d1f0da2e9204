import { definePage } from '#web/shell/define-page.ts';
import { defineWidget, frameNews, personBanner } from '#web/shell/define-widget.ts';
import { openingsPath, ownAccessPath } from './paths.ts';

const text = {
  vi: () => import('./record-access.vi.json', { with: { type: 'json' } }),
  en: () => import('./record-access.en.json', { with: { type: 'json' } }),
};

export const ownAccessPage = definePage({
  id: 'record-access/own',
  path: ownAccessPath,
  allow: 'access.own',
  title: { vi: 'Ai được xem hồ sơ của tôi', en: 'Who may see my record' },
  short: { vi: 'Ai được xem', en: 'Who may see' },
  icon: 'key',
  text,
  load: () => import('./pages/own/own.page.tsx'),
});

export const emergencyPage = definePage({
  id: 'record-access/emergency',
  path: '/emergency',
  allow: 'access.open',
  title: { vi: 'Mở khẩn cấp', en: 'Break the glass' },
  short: { vi: 'Khẩn cấp', en: 'Emergency' },
  icon: 'warning',
  text,
  load: () => import('./pages/emergency/emergency.page.tsx'),
});

export const openingsPage = definePage({
  id: 'record-access/reviews',
  path: openingsPath,
  allow: 'access.review',
  title: { vi: 'Duyệt mở khẩn cấp', en: 'Review of broken glass' },
  short: { vi: 'Mở khẩn cấp', en: 'Broken glass' },
  icon: 'key',
  text,
  load: () => import('./pages/reviews/reviews.page.tsx'),
});

export const openByReasonWidget = defineWidget({
  id: 'record-access/open-by-reason',
  slot: personBanner,
  allow: 'access.open',
  text,
  load: async () => ({ default: (await import('./parts/open-by-reason.widget.tsx')).OpenByReason }),
});

export const ownNewsWidget = defineWidget({
  id: 'record-access/own-news',
  slot: frameNews,
  allow: 'access.own',
  text,
  load: async () => ({ default: (await import('./parts/news.widget.tsx')).OwnNews }),
});

export const dutyNewsWidget = defineWidget({
  id: 'record-access/duty-news',
  slot: frameNews,
  allow: 'access.review',
  text,
  load: async () => ({ default: (await import('./parts/news.widget.tsx')).DutyNews }),
});

export const pages = [ownAccessPage, emergencyPage, openingsPage];
export const widgets = [openByReasonWidget];
export const news = [ownNewsWidget, dutyNewsWidget];
