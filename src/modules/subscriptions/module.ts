import { defineModule } from '#platform/module/define-module.ts';
import { topics } from './topics.ts';
import { discardRoute } from './routes/discard.ts';
import { listLettersRoute } from './routes/list-letters.ts';
import { listSubscriptionsRoute } from './routes/list-subscriptions.ts';
import { retryRoute } from './routes/retry.ts';
import { turnOffRoute } from './routes/turn-off.ts';

/** Who is told of what, and what to do where telling fails. The work itself is the record's. */
export const subscriptions = defineModule({
  id: 'subscriptions',
  title: { vi: 'Đăng ký nhận tin', en: 'Subscriptions' },
  permissions: {
    'subscriptions.manage': {
      vi: 'Xem tình trạng, tắt và gửi lại các đăng ký nhận tin',
      en: 'See how subscriptions go, turn them off and try again',
    },
  },
  roles: [
    {
      id: 'administrator',
      title: { vi: 'Người quản trị', en: 'Administrator' },
      grants: ['subscriptions.manage'],
    },
  ],
  topics,
  routes: [listSubscriptionsRoute, listLettersRoute, turnOffRoute, retryRoute, discardRoute],
});
