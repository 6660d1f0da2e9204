import { keepLooking } from '#platform/jobs/keep-looking.ts';
import type { Background } from '#platform/module/define-module.ts';
import { tellWaiting } from '../exchange/tell-waiting.ts';
import { planStale } from './plan-children.ts';

const most = 500;

/** Plans children anew as something of theirs is written, and tells the national system of doses. */
export const keepPlanning: Background = {
  name: 'immunisation',
  start: (host) =>
    Promise.resolve(
      keepLooking(host, {
        name: 'immunisation',
        everyMs: 2000,
        async look(context, mayGoOn) {
          while (mayGoOn() && (await planStale(context(), undefined, most)) === most);
          while (mayGoOn() && (await tellWaiting(context())) > 0);
        },
      }),
    ),
};
