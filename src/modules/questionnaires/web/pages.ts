import { definePage } from '#web/shell/define-page.ts';

/** The words of all pages of this module. */
const text = {
  vi: () => import('./forms.vi.json', { with: { type: 'json' } }),
  en: () => import('./forms.en.json', { with: { type: 'json' } }),
};

export const formsPage = definePage({
  id: 'questionnaires/forms',
  path: '/forms',
  allow: 'questionnaires.manage',
  title: { vi: 'Biểu mẫu', en: 'Forms' },
  icon: 'document',
  text,
  load: () => import('./pages/forms/forms.page.tsx'),
});

export const editFormPage = definePage({
  id: 'questionnaires/edit',
  path: '/forms/:slug',
  allow: 'questionnaires.manage',
  title: { vi: 'Sửa biểu mẫu', en: 'Change a form' },
  icon: 'mend',
  text,
  load: () => import('./pages/edit-form/edit-form.page.tsx'),
});

export const personFormsPage = definePage({
  id: 'questionnaires/person',
  path: '/record/:patientId/forms',
  person: 'patientId',
  allow: 'questionnaires.read',
  title: { vi: 'Phiếu, bệnh án', en: 'Forms' },
  short: { vi: 'Phiếu', en: 'Forms' },
  icon: 'document',
  text,
  load: () => import('./pages/person-forms/person-forms.page.tsx'),
});

export const pages = [formsPage, editFormPage, personFormsPage];
