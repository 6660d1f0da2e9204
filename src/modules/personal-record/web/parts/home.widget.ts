import { defineWidget, type Slot } from '#web/shell/define-widget.ts';

const aboveRecord: Slot<{ readonly patientId: string; readonly onOpen: (id: string) => void }> = {
  id: 'personal-record/above-record',
};

/** What matters today, above a citizen's record; its words and its code come for citizens alone. */
export const homeWidget = defineWidget({
  id: 'personal-record/home',
  slot: aboveRecord,
  allow: 'signed-in',
  text: {
    vi: () => import('../home.vi.json', { with: { type: 'json' } }),
    en: () => import('../home.en.json', { with: { type: 'json' } }),
  },
  load: async () => ({ default: (await import('./home.tsx')).Home }),
});
