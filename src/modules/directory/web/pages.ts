import { definePage } from '#web/shell/define-page.ts';

const find = {
  vi: () => import('./find.vi.json', { with: { type: 'json' } }),
  en: () => import('./find.en.json', { with: { type: 'json' } }),
};

export const facilitiesPage = definePage({
  id: 'directory/facilities',
  path: '/facilities',
  allow: 'public',
  title: { vi: 'Tìm cơ sở y tế', en: 'Find a health facility' },
  short: { vi: 'Cơ sở y tế', en: 'Facilities' },
  icon: 'place',
  text: find,
  load: () => import('./pages/facilities/facilities.page.tsx'),
});

export const facilityPage = definePage({
  id: 'directory/facility',
  path: '/facilities/:id',
  allow: 'public',
  title: { vi: 'Cơ sở y tế', en: 'Health facility' },
  icon: 'place',
  text: find,
  load: () => import('./pages/facility/facility.page.tsx'),
});

export const licenceCheckPage = definePage({
  id: 'directory/licence-check',
  path: '/licence-check',
  allow: 'public',
  title: { vi: 'Kiểm tra giấy phép hành nghề', en: 'Check a practising licence' },
  short: { vi: 'Giấy phép', en: 'Licences' },
  icon: 'insurance',
  text: find,
  load: () => import('./pages/licence/licence.page.tsx'),
});

export const placesPage = definePage({
  id: 'directory/places',
  path: '/places',
  allow: 'public',
  title: { vi: 'Xã, phường cũ và mới', en: 'Communes, old and new' },
  short: { vi: 'Địa danh', en: 'Places' },
  icon: 'documents',
  text: find,
  load: () => import('./pages/places/places.page.tsx'),
});

export const pages = [facilitiesPage, facilityPage, licenceCheckPage, placesPage];
