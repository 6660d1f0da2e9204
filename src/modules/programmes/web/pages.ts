import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./programmes.vi.json', { with: { type: 'json' } }),
  en: () => import('./programmes.en.json', { with: { type: 'json' } }),
};

export const programmesPage = definePage({
  id: 'programmes/list',
  path: '/programmes',
  allow: 'programmes.see',
  title: { vi: 'Chương trình y tế', en: 'Health programmes' },
  short: { vi: 'Chương trình', en: 'Programmes' },
  icon: 'summary',
  text,
  load: () => import('./pages/list/list.page.tsx'),
});

export const programmePage = definePage({
  id: 'programmes/programme',
  path: '/programmes/:code',
  allow: 'programmes.see',
  title: { vi: 'Sổ chương trình', en: 'Programme register' },
  icon: 'summary',
  text,
  load: () => import('./pages/programme/programme.page.tsx'),
});

export const personProgrammesPage = definePage({
  id: 'programmes/person',
  path: '/record/:patientId/programmes',
  person: 'patientId',
  allow: 'record.read',
  title: { vi: 'Theo dõi', en: 'Programmes' },
  icon: 'course',
  text,
  load: () => import('./pages/person/person.page.tsx'),
});

/** A birth at the station. */
export const deliveryPage = definePage({
  id: 'programmes/delivery',
  path: '/record/:patientId/delivery',
  person: 'patientId',
  allow: 'programmes.keep',
  title: { vi: 'Ghi ca sinh', en: 'Record a birth' },
  icon: 'people',
  text,
  load: () => import('./pages/delivery/delivery.page.tsx'),
});

export const pages = [programmesPage, programmePage, personProgrammesPage, deliveryPage];
