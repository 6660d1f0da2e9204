import { WebSocket } from 'ws';
import { aSubscription, send, type Wanted } from '#modules/subscriptions/test/a-subscription.ts';
import { until } from '#modules/subscriptions/test/receiver.ts';
import type { Asker } from './world.ts';

/** Subscribes in the name of somebody and waits until it counts; undefined where it is refused. */
export async function subscribe({ call }: Asker, wanted: Wanted): Promise<string | undefined> {
  const made = await send(call, 'POST', '/Subscription', aSubscription(wanted));
  if (made.status === 403 || made.status === 401) return undefined;
  if (made.status !== 201) throw new Error(`${wanted.criteria} answered ${made.status}: ${made.text}`);
  const id = String(made.json['id']);
  await until(async () => (await send(call, 'GET', `/Subscription/${id}`)).json['status'] === 'active');
  return id;
}

interface Listener {
  readonly heard: readonly string[];
  readonly close: () => void;
  readonly isClosed: () => boolean;
}

/** A socket bound to a subscription, and all that was said on it. */
export async function listen({ call }: Asker, id: string): Promise<Listener> {
  const key = await send(call, 'GET', `/Subscription/${id}/$get-ws-binding-token`);
  const parameters = key.json['parameter'] as { name: string; valueString?: string; valueUrl?: string }[];
  const valueOf = (name: string) => parameters.find((one) => one.name === name);
  const socket = new WebSocket(valueOf('websocket-url')!.valueUrl!);
  const heard: string[] = [];
  socket.on('message', (data: Buffer) => heard.push(data.toString('utf8')));
  await new Promise((resolve) => socket.on('open', resolve));
  socket.send(`bind-with-token ${valueOf('token')!.valueString!}`);
  await until(() => heard.length > 0);
  return { heard, close: () => socket.close(), isClosed: () => socket.readyState === socket.CLOSED };
}
