import { AppError } from '#kernel/errors.ts';
import type { Log } from '../../context.ts';
import { createOutgoing } from '../../http/outgoing.ts';
import { webhookKeys } from '../../http/webhook-keys.ts';
import type { RecordHost } from '../desk.ts';
import { changeState } from './change-state.ts';
import { createCounts } from './counts.ts';
import { ownerOf } from './deliver.ts';
import { createGate, createRunnerGate, type SubscriptionGate } from './gate.ts';
import { createReadier, type EndReason, type Live } from './live.ts';
import { openMail } from './mail.ts';
import { createOwners, type AccountNow } from './owner.ts';
import { usualPace, type Pace } from './pace.ts';
import { loadSealKey } from './runner-row.ts';
import { createRunner, type Runner } from './runner.ts';
import { createSockets, type Sockets } from './sockets.ts';
import { watchSubscriptions, type SubscriptionWatch } from './watch.ts';
import type { SubscriptionRow } from './subscription-rows.ts';
import type { SubscriptionTopic } from './topic.ts';

/** What subscriptions are set up with. */
export interface SubscriptionParts {
  /** Address of the FHIR base, by which topics and resources are named. */
  readonly baseUrl: string;
  readonly topics?: readonly SubscriptionTopic[];
  /** Inner hosts that may be called: 'host' or 'host:port'. */
  readonly outgoingAllow?: readonly string[];
  /** Relay for e-mail; without it there is no such channel. */
  readonly smtpUrl?: string | undefined;
  /** What an account is now; without it no system is told anything. */
  readonly accountNow?: AccountNow;
  readonly pace?: Partial<Pace>;
  readonly log?: Log;
}

/** Everything about subscriptions. */
export interface Subscriptions {
  readonly gate: SubscriptionGate;
  readonly runner: Runner;
  readonly sockets: Sockets;
  readonly topics: readonly SubscriptionTopic[];
  /** For routes and pages: how a row stands, ready to be worked with. */
  readonly ready: (row: SubscriptionRow) => Promise<Live | EndReason>;
  readonly watch: SubscriptionWatch;
  /** The secrets by which calls for a subscription are signed now, the newest first. */
  readonly signingKeys: (row: SubscriptionRow) => ReturnType<typeof webhookKeys>;
  metrics(): string[];
}

/** Sets them up; nothing runs before `runner.start()` and `sockets.start()`. */
export function createSubscriptions(
  hostOf: () => RecordHost,
  database: RecordHost['database'],
  parts: SubscriptionParts,
): Subscriptions {
  const { baseUrl, log } = parts;
  const topics = parts.topics ?? [];
  const pace = { ...usualPace, ...parts.pace };
  const outgoing = createOutgoing(parts.outgoingAllow);
  const counts = createCounts();
  let key: Promise<Buffer> | undefined;
  const sealKey = (): Promise<Buffer> => {
    key ??= loadSealKey(database).catch((error: unknown) => {
      key = undefined;
      throw error;
    });
    return key;
  };
  const gateParts = {
    topics,
    baseUrl,
    outgoing,
    sendsMail: parts.smtpUrl !== undefined,
    sealKey,
    touch: () => made().runner.touch(),
    hears: (type: string) => made().runner.hears(type),
  };
  const gate = createGate(gateParts);
  const runnerGate = createRunnerGate(gateParts);
  const make = (): Pick<Subscriptions, 'runner' | 'sockets' | 'ready' | 'watch'> => {
    const host = hostOf();
    const owners = createOwners(parts.accountNow ?? (async () => undefined), () => host.same);
    const ready = createReadier({ host, topics, baseUrl, owners });
    const sender = `sen@${new URL(baseUrl).hostname}`;
    const mail = parts.smtpUrl === undefined ? undefined : openMail(parts.smtpUrl, sender);
    const deliver = { host, gate: runnerGate, pace, counts, baseUrl, outgoing, mail, sealKey };
    const runner = createRunner({ ...deliver, ready, log });
    return {
      runner,
      ready,
      sockets: createSockets({ host, baseUrl, counts, log, ready, pollMs: pace.pollMs * 2 }),
      watch: watchSubscriptions({
        host,
        topics,
        baseUrl,
        nameOf: async (row) => (await owners.of(database, row.actor))?.actor.display,
        async change(row, to, also) {
          if (!(await changeState(host, runnerGate, row, to, also)))
            throw new AppError('record.version-conflict');
          runner.touch();
        },
      }),
    };
  };
  let whole: ReturnType<typeof make> | undefined;
  const made = (): ReturnType<typeof make> => (whole ??= make());
  return {
    gate,
    topics,
    get runner() {
      return made().runner;
    },
    get sockets() {
      return made().sockets;
    },
    get ready() {
      return made().ready;
    },
    get watch() {
      return made().watch;
    },
    signingKeys: async (row) => webhookKeys(database, await sealKey(), ownerOf(row), hostOf().now()),
    metrics: () => counts.print(),
  };
}
