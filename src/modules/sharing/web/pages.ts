import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./sharing.vi.json', { with: { type: 'json' } }),
  en: () => import('./sharing.en.json', { with: { type: 'json' } }),
};

/** The own links: made, seen with who opened them, ended. */
export const sharePage = definePage({
  id: 'sharing/share',
  path: '/share',
  allow: 'sharing.own',
  title: { vi: 'Chia sẻ hồ sơ', en: 'Share my record' },
  short: { vi: 'Chia sẻ', en: 'Share' },
  icon: 'open',
  text,
  load: () => import('./pages/share/share.page.tsx'),
});

/** Reading what somebody shared; for everybody who has a link. The link stands behind the #. */
export const readSharedPage = definePage({
  id: 'sharing/shl',
  path: '/shl',
  allow: 'public',
  title: { vi: 'Đọc hồ sơ được chia sẻ', en: 'Read a shared summary' },
  short: { vi: 'Được chia sẻ', en: 'Shared' },
  icon: 'key',
  text,
  load: () => import('./pages/shl/shl.page.tsx'),
});

/** The emergency card of this phone: opens without a network and without a sign-in. */
export const emergencyCardPage = definePage({
  id: 'sharing/emergency',
  path: '/emergency-card',
  allow: 'public',
  title: { vi: 'Thẻ khẩn cấp', en: 'Emergency card' },
  short: { vi: 'Khẩn cấp', en: 'Emergency' },
  icon: 'warning',
  text,
  load: () => import('./pages/emergency/emergency.page.tsx'),
});

/** What the emergency card says. */
export const choosePage = definePage({
  id: 'sharing/choose',
  path: '/emergency-card/choose',
  allow: 'sharing.own',
  title: { vi: 'Thẻ khẩn cấp ghi những gì', en: 'What the emergency card says' },
  icon: 'warning',
  text,
  load: () => import('./pages/choose/choose.page.tsx'),
});

/** The own vaccinations as a signed card. */
export const shotsPage = definePage({
  id: 'sharing/shots',
  path: '/share/vaccinations',
  allow: 'sharing.own',
  title: { vi: 'Thẻ tiêm chủng có chữ ký', en: 'Signed vaccination card' },
  icon: 'immunisation',
  text,
  load: () => import('./pages/shots/shots.page.tsx'),
});

/** Checking a card that somebody shows. */
export const checkCardPage = definePage({
  id: 'sharing/check-card',
  path: '/check-card',
  allow: 'public',
  title: { vi: 'Kiểm tra thẻ tiêm chủng', en: 'Check a vaccination card' },
  short: { vi: 'Kiểm tra thẻ', en: 'Check a card' },
  icon: 'check',
  text,
  load: () => import('./pages/check-card/check-card.page.tsx'),
});

export const pages = [sharePage, readSharedPage, emergencyCardPage, choosePage, shotsPage, checkCardPage];
