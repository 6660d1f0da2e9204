import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./health-card.vi.json', { with: { type: 'json' } }),
  en: () => import('./health-card.en.json', { with: { type: 'json' } }),
};

/** The own card, for the citizen. */
export const cardPage = definePage({
  id: 'health-card/card',
  path: '/card',
  allow: 'health-card.own',
  title: { vi: 'Thẻ sức khỏe của tôi', en: 'My health card' },
  short: { vi: 'Thẻ', en: 'Card' },
  icon: 'card',
  text,
  load: () => import('./pages/card/card.page.tsx'),
});

/** Reading the card of who stands at the desk. */
export const scanPage = definePage({
  id: 'health-card/scan',
  path: '/scan',
  allow: 'health-card.read',
  title: { vi: 'Quét thẻ người đến khám', en: 'Read a card' },
  short: { vi: 'Quét thẻ', en: 'Scan' },
  icon: 'scan',
  text,
  load: () => import('./pages/scan/scan.page.tsx'),
});

export const pages = [cardPage, scanPage];
