import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./own.vi.json', { with: { type: 'json' } }),
  en: () => import('./own.en.json', { with: { type: 'json' } }),
};

/** What she measured today; typing, a device, and the ways to everything else of her own. */
export const ownPage = definePage({
  id: 'own-data/own',
  path: '/own',
  allow: 'own-data.keep',
  title: { vi: 'Tôi tự ghi', en: 'My own data' },
  short: { vi: 'Tự ghi', en: 'My data' },
  icon: 'vital',
  text,
  load: () => import('./pages/own/own.page.tsx'),
});

/** Readings out of a file: an Apple Health export, a table. */
export const filePage = definePage({
  id: 'own-data/file',
  path: '/own/file',
  allow: 'own-data.keep',
  title: { vi: 'Số đo từ tệp', en: 'Readings from a file' },
  icon: 'download',
  text,
  load: () => import('./pages/file/file.page.tsx'),
});

/** Symptoms, bought medicines, allergies, who is called, wishes, papers. */
export const factsPage = definePage({
  id: 'own-data/facts',
  path: '/own/facts',
  allow: 'own-data.keep',
  title: { vi: 'Sổ tay sức khỏe', en: 'Health notes' },
  icon: 'course',
  text,
  load: () => import('./pages/facts/facts.page.tsx'),
});

/** What the reader asked facilities to correct. */
export const correctionsPage = definePage({
  id: 'own-data/corrections',
  path: '/own/corrections',
  allow: 'own-data.keep',
  title: { vi: 'Đề nghị đính chính của tôi', en: 'My requests for correction' },
  icon: 'mend',
  text,
  load: () => import('./pages/corrections/corrections.page.tsx'),
});

/** Asking for the correction of one line. */
export const correctPage = definePage({
  id: 'own-data/correct',
  path: '/own/correct/:patientId/:type/:id',
  allow: 'own-data.keep',
  title: { vi: 'Đề nghị đính chính', en: 'Ask for a correction' },
  icon: 'mend',
  text,
  load: () => import('./pages/correct/correct.page.tsx'),
});

/** Requests for correction to the facility. */
export const inboxPage = definePage({
  id: 'own-data/inbox',
  path: '/corrections',
  allow: 'own-data.answer',
  title: { vi: 'Đề nghị đính chính của người dân', en: 'Requests for correction' },
  short: { vi: 'Đính chính', en: 'Corrections' },
  icon: 'inbox',
  text,
  load: () => import('./pages/inbox/inbox.page.tsx'),
});

export const pages = [ownPage, filePage, factsPage, correctionsPage, correctPage, inboxPage];
