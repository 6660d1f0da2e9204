import webPush from 'web-push';
import * as z from 'zod/mini';
import { AppError } from '#kernel/errors.ts';
import type { Context, Job } from '#platform/context.ts';
import { OutgoingRefused, type OutgoingAnswer } from '#platform/http/outgoing.ts';
import { outsideSentence } from '../domain/kinds.ts';
import { judgePush } from '../domain/push-answer.ts';
import { forgetEndpoint, openEndpoint, type Endpoint } from '../store/endpoints.ts';
import { readChoice } from '../store/outings.ts';
import { readTurn } from '../store/turns.ts';
import { vapidKeys } from '../store/vapid.ts';

/** Seconds for which a push service keeps what it cannot deliver. */
const keptSeconds = 24 * 3600;
/** A push service that answers slower than this is tried again. */
const patienceMs = 10_000;

/**
 * Sends one interruption to one browser, encrypted for it alone (RFC 8291). A browser that is gone is forgotten; a service that is away or has too
 * much to do is tried again. Sent twice it bears the same name, and is shown once.
 */
export const pushJob: Job<{ readonly endpointId: string; readonly turnId: string }> = {
  name: 'messages.send-push',
  retry: { limit: 8, backoffSeconds: 10 },
  payload: z.object({ endpointId: z.string(), turnId: z.string() }),
  async run(ctx, { endpointId, turnId }) {
    const turn = await readTurn(ctx, turnId);
    const choice = turn && (await readChoice(ctx, turn));
    const endpoint = turn && (await openEndpoint(ctx, turn, endpointId));
    if (turn === undefined || choice === undefined || endpoint === undefined || turn.pushKinds.length === 0)
      return;
    const tag = turnId.replaceAll('-', '');
    const payload = JSON.stringify({
      title: 'Sen',
      body: outsideSentence(turn.pushKinds)[choice.language],
      lang: choice.language,
      tag,
      link: '/messages',
    });
    const outcome = await post(ctx, endpoint, { payload, topic: tag, urgent: turn.urgent });
    if (outcome === 'gone') await forgetEndpoint(ctx, turn, endpointId);
    if (outcome === 'refused') ctx.log.warn('messages.push-refused', { turn: turnId });
    if (outcome === 'later') throw new AppError('service.unavailable', { detail: 'push service' });
  },
};

async function post(
  ctx: Context,
  { endpoint, p256dh, auth }: Endpoint,
  what: { readonly payload: string; readonly topic: string; readonly urgent: boolean },
): Promise<ReturnType<typeof judgePush>> {
  const { headers, body } = webPush.generateRequestDetails(
    { endpoint, keys: { p256dh, auth } },
    what.payload,
    {
      TTL: keptSeconds,
      urgency: what.urgent ? 'high' : 'normal',
      topic: what.topic,
      vapidDetails: {
        subject: `mailto:sen@${new URL(ctx.letters.home).hostname}`,
        ...(await vapidKeys(ctx)),
      },
    },
  );
  const sent = Object.entries(headers as Readonly<Record<string, string | number>>)
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => [name.toLowerCase(), String(value)] as const);
  return ctx.outgoing
    .send({
      method: 'POST',
      url: endpoint,
      headers: Object.fromEntries(sent),
      body,
      mostBytes: 1024,
      timeoutMs: patienceMs,
    })
    .then(
      ({ status }: OutgoingAnswer) => judgePush({ status }),
      (error: unknown) => {
        if (error instanceof OutgoingRefused) return judgePush({ fault: error.fault });
        throw error;
      },
    );
}
