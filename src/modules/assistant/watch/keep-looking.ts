import { keepLooking } from '#platform/jobs/keep-looking.ts';
import type { Background } from '#platform/module/define-module.ts';
import { lookAtPeople } from './look-at-people.ts';

const most = 400;

/** Works the rules out within seconds of what was written, and at the hour at which an answer is due. */
export const keepLookingAtPeople: Background = {
  name: 'assistant',
  start: (host) =>
    Promise.resolve(
      keepLooking(host, {
        name: 'assistant',
        everyMs: 2000,
        async look(context, mayGoOn) {
          while (mayGoOn() && (await lookAtPeople(context(), most)) === most);
        },
      }),
    ),
};
