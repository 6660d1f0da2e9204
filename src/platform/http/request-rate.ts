import { AppError } from '#kernel/errors.ts';
import type { Actor } from '../access/actor.ts';
import { addressBlock } from './address-block.ts';
import { defaultRates, type Caller, type RateTable } from './rates.ts';
import { trafficKinds, type Traffic } from './traffic.ts';

/** Too many calls (request.throttled), with how long to wait. */
export class Throttled extends AppError {
  readonly seconds: number;

  constructor(seconds: number) {
    super('request.throttled', {
      issues: [
        {
          text: {
            vi: `Quá nhiều yêu cầu trong thời gian ngắn. Hãy thử lại sau ${seconds} giây.`,
            en: `Too many requests in a short time. Try again in ${seconds} seconds.`,
          },
        },
      ],
    });
    this.seconds = seconds;
  }
}

/** Counts calls and refuses those beyond the limits. */
export interface CallCounter {
  /** Counts a call of somebody who is known, or of an address where nobody is. Error: Throttled. */
  count(traffic: Traffic, actor: Actor, address: string): void;
  /** Counts a call of an address before anybody is known. Error: Throttled. */
  countAddress(traffic: Traffic, address: string): void;
  /** Lines for /metrics: how many were refused, by kind. */
  metrics(): string[];
}

interface Bucket {
  left: number;
  at: number;
}

// Callers of one kind whose buckets are kept; who called longest ago goes first, so that memory stays bounded under a flood of addresses.
const mostYoung = 25_000;
const minuteMs = 60_000;

/** The bucket of a caller; a full one for who has none. */
type Buckets = (name: string, limit: number, at: number) => Bucket;

/** Two generations: what nobody asked for while the young one filled up is forgotten with the old one. */
function keepBuckets(): Buckets {
  let young = new Map<string, Bucket>();
  let old = new Map<string, Bucket>();
  return (name, limit, at) => {
    let bucket = young.get(name);
    if (bucket !== undefined) return bucket;
    bucket = old.get(name) ?? { left: limit, at };
    if (young.size >= mostYoung) {
      old = young;
      young = new Map();
    }
    young.set(name, bucket);
    return bucket;
  };
}

/**
 * Counts calls per caller and kind, in buckets that refill steadily over a minute. They are this process's own: of several processes each
 * gives the whole limit.
 * @param factors how many times the usual a system may call, by client id
 * @param now milliseconds; the process's own clock, not the platform's, which tests freeze
 */
export function limitRate(
  table: RateTable = defaultRates,
  factors: ReadonlyMap<string, number> = new Map(),
  now: () => number = () => performance.now(),
): CallCounter {
  const refused = new Map<string, number>();
  // Asked for each call: a look-up by two words that are known beforehand, without putting them together.
  const places = Object.fromEntries(
    trafficKinds.map((kind) => [
      kind,
      { address: keepBuckets(), person: keepBuckets(), system: keepBuckets() },
    ]),
  ) as Record<Traffic, Record<Caller, Buckets>>;

  const take = (kind: Traffic, whose: Caller, name: string, limit: number): void => {
    const at = now();
    const bucket = places[kind][whose](name, limit, at);
    bucket.left = Math.min(limit, bucket.left + ((at - bucket.at) * limit) / minuteMs);
    bucket.at = at;
    if (bucket.left >= 1) {
      bucket.left -= 1;
      return;
    }
    const key = `kind="${kind}",caller="${whose}"`;
    refused.set(key, (refused.get(key) ?? 0) + 1);
    throw new Throttled(Math.max(1, Math.ceil(((1 - bucket.left) * minuteMs) / limit / 1000)));
  };

  const countAddress = (traffic: Traffic, address: string): void =>
    take(traffic, 'address', addressBlock(address), table[traffic].address);

  return {
    countAddress,
    count(traffic, actor, address) {
      const { kind, accountId } = actor;
      if (kind === 'anonymous') countAddress(traffic, address);
      else if (kind === 'person') take(traffic, 'person', accountId, table[traffic].person);
      else take(traffic, 'system', accountId, table[traffic].system * (factors.get(accountId) ?? 1));
    },
    metrics: () => [
      '# TYPE sen_http_throttled_total counter',
      ...[...refused].map(([labels, times]) => `sen_http_throttled_total{${labels}} ${times}`),
    ],
  };
}
