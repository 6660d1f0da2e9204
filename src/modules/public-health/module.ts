import { defineModule } from '#platform/module/define-module.ts';
import { readFiguresRoute } from './routes/read-figures.ts';

/** Figures of diseases that are reported by law, for the offices that look after the health of a place. */
export const publicHealth = defineModule({
  id: 'public-health',
  title: { vi: 'Y tế công cộng', en: 'Public health' },
  permissions: {
    'public-health.figures': {
      vi: 'Xem số ca bệnh phải báo cáo theo nơi và theo tuần',
      en: 'See cases of reported diseases by place and week',
    },
  },
  roles: [
    {
      id: 'public-health-officer',
      title: { vi: 'Cán bộ y tế dự phòng', en: 'Public health officer' },
      grants: ['public-health.figures'],
    },
    {
      id: 'health-department',
      title: { vi: 'Sở Y tế', en: 'Department of Health' },
      grants: ['public-health.figures'],
    },
  ],
  routes: [readFiguresRoute],
});
