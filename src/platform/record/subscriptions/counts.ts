const names = ['changes', 'events', 'delivered', 'failed', 'heartbeats', 'sockets'] as const;
type Name = (typeof names)[number];

/** What subscriptions of this process did, for /metrics. */
export interface Counts {
  add(name: Name, more: number): void;
  print(): string[];
}

/** Counters from zero. */
export function createCounts(): Counts {
  const values = new Map<Name, number>();
  return {
    add: (name, more) => void values.set(name, (values.get(name) ?? 0) + more),
    print: () =>
      names.flatMap((name) => {
        const isGauge = name === 'sockets';
        const full = isGauge ? 'sen_subscription_sockets' : `sen_subscription_${name}_total`;
        return [`# TYPE ${full} ${isGauge ? 'gauge' : 'counter'}`, `${full} ${values.get(name) ?? 0}`];
      }),
  };
}
