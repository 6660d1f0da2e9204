import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./doors.vi.json', { with: { type: 'json' } }),
  en: () => import('./doors.en.json', { with: { type: 'json' } }),
};

export const quarantinePage = definePage({
  id: 'doors/quarantine',
  path: '/quarantine',
  allow: 'doors.mend',
  title: { vi: 'Dòng bị giữ lại', en: 'Lines put aside' },
  short: { vi: 'Bị giữ lại', en: 'Put aside' },
  icon: 'quarantine',
  text,
  load: () => import('./pages/quarantine/quarantine.page.tsx'),
});

export const mendPage = definePage({
  id: 'doors/mend',
  path: '/quarantine/:id',
  allow: 'doors.mend',
  title: { vi: 'Sửa dòng bị giữ lại', en: 'Mend a line' },
  icon: 'mend',
  text,
  load: () => import('./pages/mend/mend.page.tsx'),
});

export const sourcesPage = definePage({
  id: 'doors/sources',
  path: '/sources',
  allow: 'doors.mend',
  title: { vi: 'Nguồn đã nhận', en: 'Sources received' },
  short: { vi: 'Nguồn', en: 'Sources' },
  icon: 'inbox',
  text,
  load: () => import('./pages/sources/sources.page.tsx'),
});

export const pages = [quarantinePage, mendPage, sourcesPage];
