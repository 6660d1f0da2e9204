/** Passes items from one running task to another, one ahead at most. */
export interface Handoff<Item> {
  /** Resolves when the item was taken; false where nobody takes any more. */
  give(item: Item): Promise<boolean>;
  end(): void;
  fail(error: unknown): void;
  /** The taker stops. */
  close(): void;
  taken(): AsyncGenerator<Item>;
}

/** Makes one. */
export function handoff<Item>(): Handoff<Item> {
  const held: { item: Item; taken: (goOn: boolean) => void }[] = [];
  let over: { error?: unknown } | undefined;
  let closed = false;
  let wake: () => void = () => undefined;
  const settle = (how: { error?: unknown }): void => {
    over ??= how;
    wake();
  };
  return {
    give: (item) =>
      new Promise((taken) => {
        if (closed) return taken(false);
        held.push({ item, taken });
        wake();
      }),
    end: () => settle({}),
    fail: (error) => settle({ error }),
    close() {
      closed = true;
      for (const one of held.splice(0)) one.taken(false);
    },
    async *taken() {
      for (;;) {
        const next = held.shift();
        if (next !== undefined) {
          next.taken(true);
          yield next.item;
        } else if (over !== undefined) {
          if ('error' in over) throw over.error;
          return;
        } else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
