import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./verification.vi.json', { with: { type: 'json' } }),
  en: () => import('./verification.en.json', { with: { type: 'json' } }),
};

export const repairQueuePage = definePage({
  id: 'verification/queue',
  path: '/verification',
  allow: 'verification.see',
  title: { vi: 'Đối chiếu nhân thân', en: 'Who people are' },
  short: { vi: 'Đối chiếu', en: 'Verify' },
  icon: 'mend',
  text,
  load: () => import('./pages/queue/queue.page.tsx'),
});

export const repairTaskPage = definePage({
  id: 'verification/task',
  path: '/verification/tasks/:id',
  allow: 'verification.see',
  title: { vi: 'Hai bên của một người', en: 'Both sides of a person' },
  icon: 'mend',
  text,
  load: () => import('./pages/task/task.page.tsx'),
});

export const verificationRunsPage = definePage({
  id: 'verification/runs',
  path: '/verification/runs',
  allow: 'verification.run',
  title: { vi: 'Xác minh hàng loạt', en: 'Verify everybody' },
  short: { vi: 'Xác minh', en: 'Runs' },
  icon: 'people',
  text,
  load: () => import('./pages/runs/runs.page.tsx'),
});

export const ownDetailsPage = definePage({
  id: 'verification/own',
  path: '/my-details',
  allow: 'verification.own',
  title: { vi: 'Thông tin của tôi', en: 'My details' },
  short: { vi: 'Thông tin', en: 'Details' },
  icon: 'person',
  text,
  load: () => import('./pages/own/own.page.tsx'),
});

export const pages = [repairQueuePage, repairTaskPage, verificationRunsPage, ownDetailsPage];
