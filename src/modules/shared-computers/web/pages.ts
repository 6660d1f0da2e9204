import { definePage } from '#web/shell/define-page.ts';

export const computersPage = definePage({
  id: 'shared-computers/computers',
  path: '/computers',
  allow: 'computers.keep',
  title: { vi: 'Máy dùng chung', en: 'Shared computers' },
  short: { vi: 'Máy chung', en: 'Computers' },
  icon: 'lock',
  text: {
    vi: () => import('./computers.vi.json', { with: { type: 'json' } }),
    en: () => import('./computers.en.json', { with: { type: 'json' } }),
  },
  load: () => import('./pages/computers/computers.page.tsx'),
});

export const pages = [computersPage];
