import { definePage } from '#web/shell/define-page.ts';
import { defineWidget, frameNews } from '#web/shell/define-widget.ts';

const text = {
  vi: () => import('./assistant.vi.json', { with: { type: 'json' } }),
  en: () => import('./assistant.en.json', { with: { type: 'json' } }),
};

/** What she is reminded of and why, what to do, and what the station answered. */
export const ownAlertsPage = definePage({
  id: 'assistant/own',
  path: '/assistant',
  allow: 'assistant.own',
  title: { vi: 'Trợ lý sức khỏe', en: 'Health assistant' },
  short: { vi: 'Trợ lý', en: 'Assistant' },
  icon: 'bell',
  text,
  load: () => import('./pages/own/own.page.tsx'),
});

/** What the facility is asked for, by when, why, and the answer. */
export const alertsPage = definePage({
  id: 'assistant/alerts',
  path: '/alerts',
  allow: 'assistant.answer',
  title: { vi: 'Cảnh báo', en: 'Alerts' },
  icon: 'bell',
  text,
  load: () => import('./pages/alerts/alerts.page.tsx'),
});

/** How good each rule is. */
export const alertQualityPage = definePage({
  id: 'assistant/quality',
  path: '/alert-quality',
  allow: 'assistant.quality',
  title: { vi: 'Chất lượng cảnh báo', en: 'Quality of alerts' },
  short: { vi: 'Cảnh báo', en: 'Alerts' },
  icon: 'trends',
  text,
  load: () => import('./pages/quality/quality.page.tsx'),
});

/** How many alerts wait for the station, on each of its pages. */
export const waitingWidget = defineWidget({
  id: 'assistant/waiting',
  slot: frameNews,
  allow: 'assistant.answer',
  text: {
    vi: () => import('./news.vi.json', { with: { type: 'json' } }),
    en: () => import('./news.en.json', { with: { type: 'json' } }),
  },
  load: async () => ({ default: (await import('./parts/waiting.widget.tsx')).Waiting }),
});

export const pages = [ownAlertsPage, alertsPage, alertQualityPage];
export const news = [waitingWidget];
