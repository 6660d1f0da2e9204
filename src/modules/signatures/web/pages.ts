import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./signatures.vi.json', { with: { type: 'json' } }),
  en: () => import('./signatures.en.json', { with: { type: 'json' } }),
};

export const signPage = definePage({
  id: 'signatures/sign',
  path: '/sign',
  allow: 'signatures.sign',
  title: { vi: 'Ký số', en: 'Sign' },
  icon: 'mend',
  text,
  load: () => import('./pages/sign/sign.page.tsx'),
});

export const verifyPage = definePage({
  id: 'signatures/verify',
  path: '/verify',
  allow: 'signed-in',
  title: { vi: 'Kiểm tra chữ ký', en: 'Verify a signature' },
  short: { vi: 'Kiểm tra', en: 'Verify' },
  icon: 'check',
  text,
  load: () => import('./pages/verify/verify.page.tsx'),
});

export const certificatesPage = definePage({
  id: 'signatures/certificates',
  path: '/certificates',
  allow: 'signatures.issue',
  title: { vi: 'Chứng thư số', en: 'Certificates' },
  short: { vi: 'Chứng thư', en: 'Certificates' },
  icon: 'key',
  text,
  load: () => import('./pages/certificates/certificates.page.tsx'),
});

export const pages = [signPage, verifyPage, certificatesPage];
