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

const desk = {
  vi: () => import('./desk.vi.json', { with: { type: 'json' } }),
  en: () => import('./desk.en.json', { with: { type: 'json' } }),
};

export const deskFacilitiesPage = definePage({
  id: 'directory/desk-facilities',
  path: '/directory/facilities',
  allow: 'directory.keep',
  title: { vi: 'Danh bạ cơ sở y tế', en: 'Directory of facilities' },
  short: { vi: 'Cơ sở', en: 'Facilities' },
  icon: 'place',
  text: desk,
  load: () => import('./pages/desk-facilities/desk-facilities.page.tsx'),
});

export const editFacilityPage = definePage({
  id: 'directory/edit-facility',
  path: '/directory/facilities/:id',
  allow: 'directory.keep',
  title: { vi: 'Sửa cơ sở y tế', en: 'Change a facility' },
  icon: 'place',
  text: desk,
  load: () => import('./pages/edit-facility/edit-facility.page.tsx'),
});

export const deskWorkersPage = definePage({
  id: 'directory/desk-workers',
  path: '/directory/workers',
  allow: 'directory.keep',
  title: { vi: 'Danh bạ người hành nghề', en: 'Directory of health workers' },
  short: { vi: 'Hành nghề', en: 'Workers' },
  icon: 'people',
  text: desk,
  load: () => import('./pages/desk-workers/desk-workers.page.tsx'),
});

export const editWorkerPage = definePage({
  id: 'directory/edit-worker',
  path: '/directory/workers/:id',
  allow: 'directory.keep',
  title: { vi: 'Sửa người hành nghề', en: 'Change a health worker' },
  icon: 'people',
  text: desk,
  load: () => import('./pages/edit-worker/edit-worker.page.tsx'),
});

export const importsPage = definePage({
  id: 'directory/imports',
  path: '/directory/imports',
  allow: 'directory.keep',
  title: { vi: 'Nhập danh bạ từ bảng tính', en: 'Import the directory from a spreadsheet' },
  short: { vi: 'Nhập tệp', en: 'Import' },
  icon: 'inbox',
  text: desk,
  load: () => import('./pages/imports/imports.page.tsx'),
});

export const pages = [
  facilitiesPage,
  facilityPage,
  licenceCheckPage,
  placesPage,
  deskFacilitiesPage,
  editFacilityPage,
  deskWorkersPage,
  editWorkerPage,
  importsPage,
];
