import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./station.vi.json', { with: { type: 'json' } }),
  en: () => import('./station.en.json', { with: { type: 'json' } }),
};

/** Who waits, who is expected, who stayed away; finding and calling in. */
export const dayPage = definePage({
  id: 'commune-station/day',
  path: '/station',
  allow: 'commune-station.day',
  title: { vi: 'Hôm nay ở trạm', en: 'Today at the station' },
  short: { vi: 'Hôm nay', en: 'Today' },
  icon: 'calendar',
  text,
  load: () => import('./pages/day/day.page.tsx'),
});

/** One visit on one screen. */
export const visitPage = definePage({
  id: 'commune-station/visit',
  path: '/station/visit/:patientId',
  person: 'patientId',
  allow: 'commune-station.day',
  title: { vi: 'Khám', en: 'Visit' },
  icon: 'visit',
  text,
  load: () => import('./pages/visit/visit.page.tsx'),
});

/** Whom somebody lives with. */
export const householdPage = definePage({
  id: 'commune-station/household',
  path: '/station/household/:patientId',
  person: 'patientId',
  allow: 'commune-station.day',
  title: { vi: 'Hộ gia đình', en: 'Household' },
  short: { vi: 'Hộ', en: 'Home' },
  icon: 'people',
  text,
  load: () => import('./pages/household/household.page.tsx'),
});

export const homeVisitsPage = definePage({
  id: 'commune-station/home-visits',
  path: '/station/home-visits',
  allow: 'commune-station.day',
  title: { vi: 'Đến khám tại nhà', en: 'Home visits' },
  short: { vi: 'Đến nhà', en: 'Homes' },
  icon: 'place',
  text,
  load: () => import('./pages/homes/homes.page.tsx'),
});

export const booksPage = definePage({
  id: 'commune-station/books',
  path: '/station/books',
  allow: 'commune-station.books',
  title: { vi: 'Sổ của trạm', en: 'Books of the station' },
  short: { vi: 'Sổ', en: 'Books' },
  icon: 'documents',
  text,
  load: () => import('./pages/books/books.page.tsx'),
});

export const reportsPage = definePage({
  id: 'commune-station/reports',
  path: '/station/reports',
  allow: 'commune-station.books',
  title: { vi: 'Báo cáo của trạm', en: 'Reports of the station' },
  short: { vi: 'Báo cáo', en: 'Reports' },
  icon: 'trends',
  text,
  load: () => import('./pages/reports/reports.page.tsx'),
});

/** Reports of stations at a Department of Health, of provinces at the ministry. */
export const deskPage = definePage({
  id: 'commune-station/desk',
  path: '/station/desk',
  allow: 'commune-station.review',
  title: { vi: 'Báo cáo gửi lên', en: 'Reports received' },
  short: { vi: 'Báo cáo', en: 'Reports' },
  icon: 'inbox',
  text,
  load: () => import('./pages/desk/desk.page.tsx'),
});

export const pages = [dayPage, visitPage, householdPage, homeVisitsPage, booksPage, reportsPage, deskPage];
