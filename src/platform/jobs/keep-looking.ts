import type { Context } from '../context.ts';

/** What runs again and again. */
export interface Looking {
  readonly name: string;
  /** ms between the end of one look and the next. */
  readonly everyMs: number;
  /** `mayGoOn` is false once the server stops. */
  readonly look: (context: () => Context, mayGoOn: () => boolean) => Promise<void>;
}

/** Looks again and again whether there is something to do, as long as the server lives. A look that fails is logged, and the next one comes. */
export function keepLooking(
  { context }: { readonly context: () => Context },
  { name, everyMs, look }: Looking,
): { readonly stop: () => Promise<void> } {
  let stopping = false;
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();
  const again = (): void => {
    timer = setTimeout(() => {
      working = look(context, () => !stopping)
        .catch((error: unknown) => {
          context().log.error(`${name}.look-failed`, { error: error instanceof Error ? error.name : '' });
        })
        .finally(() => {
          if (!stopping) again();
        });
    }, everyMs).unref();
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
