import type { Background, BackgroundHost } from '#platform/module/define-module.ts';
import { tellWaiting } from '../exchange/tell-waiting.ts';
import { planStale } from './plan-children.ts';

const lookEveryMs = 2000;
const most = 500;

/** Plans children anew as something of theirs is written, and tells the national system of doses, as long as the server lives. */
export const keepPlanning: Background = {
  name: 'immunisation',
  start: (host) => Promise.resolve(startPlanning(host)),
};

function startPlanning(host: Pick<BackgroundHost, 'context'>): { stop: () => Promise<void> } {
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    while (!stopping && (await planStale(host.context(), undefined, most)) === most);
    while (!stopping && (await tellWaiting(host.context())) > 0);
  };
  const again = (): void => {
    timer = setTimeout(() => {
      working = look()
        .catch((error: unknown) => {
          const name = error instanceof Error ? error.name : '';
          host.context().log.error('immunisation.look-failed', { error: name });
        })
        .finally(() => {
          if (!stopping) again();
        });
    }, lookEveryMs).unref();
  };
  again();
  return {
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await working;
    },
  };
}
