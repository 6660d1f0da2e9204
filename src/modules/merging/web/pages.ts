import { definePage } from '#web/shell/define-page.ts';

/** The words of all pages of this module: they speak of the same things. */
const text = {
  vi: () => import('./merging.vi.json', { with: { type: 'json' } }),
  en: () => import('./merging.en.json', { with: { type: 'json' } }),
};

export const mergeDeskPage = definePage({
  id: 'merging/desk',
  path: '/merge-desk',
  allow: 'merging.decide',
  title: { vi: 'Bàn nhập hồ sơ', en: 'Merge desk' },
  short: { vi: 'Nhập hồ sơ', en: 'Merge desk' },
  icon: 'people',
  text,
  load: () => import('./pages/desk/desk.page.tsx'),
});

export const pairPage = definePage({
  id: 'merging/pair',
  path: '/merge-desk/pairs/:id',
  allow: 'merging.decide',
  title: { vi: 'Hai hồ sơ cạnh nhau', en: 'Two records side by side' },
  icon: 'people',
  text,
  load: () => import('./pages/pair/pair.page.tsx'),
});

export const mergesPage = definePage({
  id: 'merging/done',
  path: '/merge-desk/done',
  allow: 'merging.decide',
  title: { vi: 'Đã nhập và đã tách', en: 'Joined and parted' },
  short: { vi: 'Đã nhập', en: 'Joined' },
  icon: 'retry',
  text,
  load: () => import('./pages/done/done.page.tsx'),
});

export const mergePage = definePage({
  id: 'merging/merge',
  path: '/merge-desk/done/:id',
  allow: 'merging.decide',
  title: { vi: 'Một lần nhập', en: 'One joining' },
  icon: 'retry',
  text,
  load: () => import('./pages/merge/merge.page.tsx'),
});

export const splitPage = definePage({
  id: 'merging/split',
  path: '/merge-desk/split',
  allow: 'merging.decide',
  title: { vi: 'Tách một hồ sơ lẫn hai người', en: 'Divide a record of two people' },
  short: { vi: 'Tách hồ sơ', en: 'Divide' },
  icon: 'course',
  text,
  load: () => import('./pages/split/split.page.tsx'),
});

export const ownMergesPage = definePage({
  id: 'merging/own',
  path: '/my-record-joined',
  allow: 'merging.own',
  title: { vi: 'Hồ sơ của tôi được nhập, tách', en: 'My records joined or parted' },
  short: { vi: 'Nhập, tách', en: 'Joined, parted' },
  icon: 'people',
  text,
  load: () => import('./pages/own/own.page.tsx'),
});

export const pages = [mergeDeskPage, pairPage, mergesPage, mergePage, splitPage, ownMergesPage];
