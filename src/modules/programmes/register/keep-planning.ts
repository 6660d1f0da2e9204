import { keepLooking } from '#platform/jobs/keep-looking.ts';
import type { Background } from '#platform/module/define-module.ts';
import { placeHappenings, planStale } from './plan-entries.ts';

const most = 500;

/** Works entries out anew as something of theirs is written. */
export const keepEntries: Background = {
  name: 'programmes',
  start: (host) =>
    Promise.resolve(
      keepLooking(host, {
        name: 'programmes',
        everyMs: 2000,
        async look(context, mayGoOn) {
          while (mayGoOn() && (await planStale(context(), undefined, most)) === most);
          while (mayGoOn() && (await placeHappenings(context(), most)) === most);
        },
      }),
    ),
};
