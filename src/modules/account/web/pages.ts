import { definePage } from '#web/shell/define-page.ts';

export const securityPage = definePage({
  id: 'account/security',
  path: '/security',
  allow: 'account.own',
  title: { vi: 'Đăng nhập và bảo mật', en: 'Sign-in and security' },
  short: { vi: 'Bảo mật', en: 'Security' },
  icon: 'lock',
  text: {
    vi: () => import('./security.vi.json', { with: { type: 'json' } }),
    en: () => import('./security.en.json', { with: { type: 'json' } }),
  },
  load: () => import('./pages/security/security.page.tsx'),
});

export const pages = [securityPage];
