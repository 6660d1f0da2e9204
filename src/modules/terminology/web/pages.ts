import { definePage } from '#web/shell/define-page.ts';

export const codesPage = definePage({
  id: 'terminology/codes',
  path: '/codes',
  allow: 'terminology.read',
  title: { vi: 'Tra cứu mã', en: 'Codes' },
  short: { vi: 'Tra mã', en: 'Codes' },
  icon: 'course',
  text: {
    vi: () => import('./codes.vi.json', { with: { type: 'json' } }),
    en: () => import('./codes.en.json', { with: { type: 'json' } }),
  },
  load: () => import('./pages/codes/codes.page.tsx'),
});

export const pages = [codesPage];
