import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./immunisation.vi.json', { with: { type: 'json' } }),
  en: () => import('./immunisation.en.json', { with: { type: 'json' } }),
};

export const vaccinesPage = definePage({
  id: 'immunisation/child',
  path: '/record/:patientId/vaccines',
  person: 'patientId',
  allow: 'record.read',
  title: { vi: 'Tiêm chủng', en: 'Vaccines' },
  icon: 'immunisation',
  text,
  load: () => import('./pages/child/child.page.tsx'),
});

export const sessionPage = definePage({
  id: 'immunisation/session',
  path: '/immunisation',
  allow: 'immunisation.see',
  title: { vi: 'Buổi tiêm chủng', en: 'Vaccination session' },
  short: { vi: 'Tiêm chủng', en: 'Vaccinate' },
  icon: 'immunisation',
  text,
  load: () => import('./pages/session/session.page.tsx'),
});

export const vaccineStockPage = definePage({
  id: 'immunisation/stock',
  path: '/immunisation/stock',
  allow: 'immunisation.see',
  title: { vi: 'Kho vắc xin', en: 'Vaccines in stock' },
  icon: 'inbox',
  text,
  load: () => import('./pages/stock/stock.page.tsx'),
});

export const coldChainPage = definePage({
  id: 'immunisation/cold-chain',
  path: '/immunisation/cold-chain',
  allow: 'immunisation.see',
  title: { vi: 'Dây chuyền lạnh', en: 'Cold chain' },
  icon: 'trends',
  text,
  load: () => import('./pages/cold-chain/cold-chain.page.tsx'),
});

export const reactionsPage = definePage({
  id: 'immunisation/reactions',
  path: '/immunisation/reactions',
  allow: 'immunisation.see',
  title: { vi: 'Phản ứng sau tiêm', en: 'Reactions' },
  icon: 'warning',
  text,
  load: () => import('./pages/reactions/reactions.page.tsx'),
});

export const exchangePage = definePage({
  id: 'immunisation/exchange',
  path: '/immunisation/exchange',
  allow: 'immunisation.exchange',
  title: { vi: 'Hệ thống tiêm chủng quốc gia', en: 'National immunisation system' },
  icon: 'mend',
  text,
  load: () => import('./pages/exchange/exchange.page.tsx'),
});

export const pages = [
  vaccinesPage,
  sessionPage,
  vaccineStockPage,
  coldChainPage,
  reactionsPage,
  exchangePage,
];
