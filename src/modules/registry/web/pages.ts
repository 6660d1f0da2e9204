import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./registry.vi.json', { with: { type: 'json' } }),
  en: () => import('./registry.en.json', { with: { type: 'json' } }),
};

/** Finds somebody or registers her, with those who are like her explained first. */
export const registerPage = definePage({
  id: 'registry/register',
  path: '/registry',
  allow: 'registry.register',
  title: { vi: 'Tìm hoặc đăng ký người', en: 'Find or register a person' },
  short: { vi: 'Đăng ký', en: 'Register' },
  icon: 'person',
  text,
  load: () => import('./pages/register/register.page.tsx'),
});

/** Who somebody is and was, her family, home and pregnancies; what is wrong is put right here. */
export const personPage = definePage({
  id: 'registry/person',
  path: '/registry/people/:patientId',
  person: 'patientId',
  allow: 'registry.find',
  title: { vi: 'Nhân thân, gia đình', en: 'Identity, family' },
  short: { vi: 'Nhân thân', en: 'Identity' },
  icon: 'person',
  text,
  load: () => import('./pages/person/person.page.tsx'),
});

/** What matching weighs, since when, and how the people of the store compare. */
export const modelPage = definePage({
  id: 'registry/model',
  path: '/registry/model',
  allow: 'registry.model',
  title: { vi: 'Mô hình so khớp', en: 'Matching model' },
  short: { vi: 'So khớp', en: 'Matching' },
  icon: 'trends',
  text,
  load: () => import('./pages/model/model.page.tsx'),
});

export const pages = [registerPage, personPage, modelPage];
