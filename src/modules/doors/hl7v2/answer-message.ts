import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Context } from '#platform/context.ts';
import type { FacilityFinder } from '../facility.ts';
import { createSendingOrganizations } from './sending-organization.ts';
import { receive } from '../source-log.ts';
import { doorActor } from '../take-source.ts';
import { codeOf, printAck } from './ack.ts';
import type { FrameEvent } from './frame.ts';
import { parseMessage, type Message } from './message.ts';
import { finding, type Finding } from './rules.ts';
import { listSenders, matchSender, openSender, senderKey, senderNames, type Sender } from './sender.ts';
import { formerAnswer, isTransient, takeMessage } from './take-message.ts';

/** What the listener knows for all connections. */
export interface Listener {
  readonly context: () => Context;
  /** Senders that are not registered are taken: only where nothing is real. */
  readonly openSenders: boolean;
  readonly facilities: FacilityFinder;
  /** The register of senders, read again after a few seconds. */
  readonly senders: (ctx: Context) => Promise<readonly Sender[]>;
}

/** How long a change in the register of senders may stay unseen. */
const SENDERS_FRESH_MS = 5_000;

export function createListener(context: () => Context, openSenders: boolean): Listener {
  let known: readonly Sender[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    context,
    openSenders,
    facilities: createSendingOrganizations(),
    senders: async (ctx) => {
      if (performance.now() - readAt > SENDERS_FRESH_MS) {
        known = await listSenders(ctx);
        readAt = performance.now();
      }
      return known;
    },
  };
}

/**
 * Answers one frame. The message is stored before anything is written from it; a message that was taken before gets its former answer. Undefined
 * where a passing failure (database away, disk full) forbids any true answer: the connection is closed and the sender sends again.
 */
export async function answerMessage(
  listener: Listener,
  event: Extract<FrameEvent, { kind: 'message' | 'too-large' }>,
): Promise<string | undefined> {
  const ctx = listener.context();
  const reject = (message: Message | undefined, findings: readonly Finding[]): string =>
    printAck(message, {
      code: codeOf(findings),
      findings,
      controlId: `SEN${randomUUID().slice(0, 8).toUpperCase()}`,
      now: ctx.now(),
    });
  if (event.kind === 'too-large')
    return reject(undefined, [finding('too-large', undefined, String(event.limitBytes))]);
  // MSH is ASCII in every character set taken here, so the sender is known before the text is decoded.
  const head = parseMessage(Buffer.from(event.bytes).toString('latin1').replace(/^ï»¿/, ''));
  if (head === undefined) return reject(undefined, [finding('not-hl7')]);
  try {
    const sender = await findSender(listener, ctx, head);
    if (sender === undefined) return reject(head, [finding('sender-unknown', { segment: 'MSH', field: 3 })]);
    return await takeStored(listener, ctx.as(doorActor(ctx, { door: 'hl7v2' })), event.bytes, sender);
  } catch (error) {
    if (!isTransient(error)) throw error;
    ctx.log.warn('hl7 message left unanswered, its sender must send it again', {
      error: error instanceof Error ? error.message : 'unknown',
    });
    return undefined;
  }
}

async function findSender(listener: Listener, ctx: Context, head: Message): Promise<Sender | undefined> {
  const [application, facility] = senderNames(head);
  const known = matchSender(await listener.senders(ctx), application, facility);
  return known ?? (listener.openSenders ? openSender(application, facility) : undefined);
}

async function takeStored(listener: Listener, ctx: Context, bytes: Buffer, sender: Sender): Promise<string> {
  const from = { door: 'hl7v2', sender: senderKey(sender), facility: sender.facilityCode } as const;
  const { source, isNew } = await receive(ctx, Readable.from([bytes]), from);
  if (!isNew) {
    const former = await formerAnswer(ctx, source.id);
    if (former !== undefined) return former;
  }
  const again = source.cursor >= 1;
  const answer = await takeMessage(ctx, {
    source,
    unit: 1,
    bytes,
    sender,
    facilities: listener.facilities,
    corrections: [],
    again,
    isWholeSource: true,
  });
  return answer.text;
}
