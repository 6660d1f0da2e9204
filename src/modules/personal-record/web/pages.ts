import { definePage } from '#web/shell/define-page.ts';
import { defineWidget, personBanner } from '#web/shell/define-widget.ts';

/** The words of all pages of this module: they speak of the same things. */
const text = {
  vi: () => import('./record.vi.json', { with: { type: 'json' } }),
  en: () => import('./record.en.json', { with: { type: 'json' } }),
};

export const summaryPage = definePage({
  id: 'personal-record/summary',
  path: '/record/:patientId',
  person: 'patientId',
  allow: 'record.read',
  title: { vi: 'Tóm tắt', en: 'Summary' },
  icon: 'summary',
  text,
  load: () => import('./pages/summary/summary.page.tsx'),
});

export const timelinePage = definePage({
  id: 'personal-record/timeline',
  path: '/record/:patientId/timeline',
  person: 'patientId',
  allow: 'record.read',
  title: { vi: 'Dòng thời gian', en: 'Timeline' },
  short: { vi: 'Thời gian', en: 'Timeline' },
  icon: 'timeline',
  text,
  load: () => import('./pages/timeline/timeline.page.tsx'),
});

export const trendsPage = definePage({
  id: 'personal-record/trends',
  path: '/record/:patientId/trends',
  person: 'patientId',
  allow: 'record.read',
  title: { vi: 'Chỉ số', en: 'Trends' },
  icon: 'trends',
  text,
  load: () => import('./pages/trends/trends.page.tsx'),
});

export const documentsPage = definePage({
  id: 'personal-record/documents',
  path: '/record/:patientId/documents',
  person: 'patientId',
  allow: 'record.read',
  title: { vi: 'Giấy tờ', en: 'Papers' },
  icon: 'documents',
  text,
  load: () => import('./pages/documents/documents.page.tsx'),
});

export const findPeoplePage = definePage({
  id: 'personal-record/people',
  path: '/people',
  allow: 'people.search',
  title: { vi: 'Tìm người bệnh', en: 'Find a person' },
  short: { vi: 'Tìm người', en: 'Find' },
  icon: 'search',
  text,
  load: () => import('./pages/people/people.page.tsx'),
});

export const accountPage = definePage({
  id: 'personal-record/account',
  path: '/account',
  allow: 'signed-in',
  title: { vi: 'Tài khoản', en: 'Account' },
  icon: 'person',
  text,
  load: () => import('./pages/account/account.page.tsx'),
});

export const personBannerWidget = defineWidget({
  id: 'personal-record/banner',
  slot: personBanner,
  allow: 'record.read',
  text,
  load: async () => ({ default: (await import('./parts/person-banner.widget.tsx')).PersonBanner }),
});

export const pages = [summaryPage, timelinePage, trendsPage, documentsPage, findPeoplePage, accountPage];
export const widgets = [personBannerWidget];
