import { definePage } from '#web/shell/define-page.ts';

export const figuresPage = definePage({
  id: 'public-health/figures',
  path: '/disease-figures',
  allow: 'public-health.figures',
  title: { vi: 'Bệnh phải báo cáo', en: 'Reported diseases' },
  short: { vi: 'Số ca bệnh', en: 'Cases' },
  icon: 'trends',
  text: {
    vi: () => import('./public-health.vi.json', { with: { type: 'json' } }),
    en: () => import('./public-health.en.json', { with: { type: 'json' } }),
  },
  load: () => import('./pages/figures/figures.page.tsx'),
});

export const pages = [figuresPage];
