import type { Patient } from '@medplum/fhirtypes';
import { AppError } from '#kernel/errors.ts';
import type { Context } from '#platform/context.ts';
import { OutgoingRefused } from '#platform/http/outgoing.ts';
import { defineRoute } from '#platform/module/define-module.ts';
import { personBucket } from '#platform/record/place.ts';
import { addBrowser, changeChoices, dropBrowser, readChoices, type Choices } from '../api.ts';
import { noticeKinds } from '../domain/kinds.ts';
import { usualPace } from '../domain/pace.ts';
import { maskPhone } from '../domain/sms-answer.ts';
import { ownId } from '../people.ts';
import { mobileOf, readProvider } from '../sms/provider.ts';
import { endpointsOf, forgetEndpoint, keepEndpoint } from '../store/endpoints.ts';
import { readChoice, writeChoice, type Choice } from '../store/outings.ts';
import { vapidKeys } from '../store/vapid.ts';

/** Nothing is told outside the app until she has said so. */
async function ownChoice(ctx: Context): Promise<Choice & { readonly isMade: boolean }> {
  const patientId = ownId(ctx);
  const place = { bucket: personBucket(patientId), accountId: ctx.actor.accountId };
  const known = await readChoice(ctx, place);
  const { language } = ctx.actor;
  if (known !== undefined) return { ...known, language, isMade: true };
  return { ...place, patientId, language, ways: {}, pace: usualPace, isMade: false };
}

async function shown(ctx: Context): Promise<Choices> {
  const choice = await ownChoice(ctx);
  const { isSet } = ctx.letters;
  const hasAddress = isSet && (await ctx.letters.own()) !== undefined;
  return {
    ways: Object.fromEntries(noticeKinds.map((kind) => [kind, [...(choice.ways[kind] ?? [])]])),
    ...choice.pace,
    pushKey: (await vapidKeys(ctx)).publicKey,
    browsers: await endpointsOf(ctx, choice),
    ...(await smsOf(ctx, choice.patientId)),
    email: isSet ? (hasAddress ? 'ready' : 'no-address') : 'none-here',
  };
}

/** Whether text messages are sent here, and to which number of hers. */
async function smsOf(ctx: Context, patientId: string): Promise<Pick<Choices, 'sms' | 'smsTo'>> {
  if ((await readProvider(ctx)) === undefined) return { sms: 'none-here' };
  const patient = JSON.parse((await ctx.record.read('Patient', patientId)).text) as Patient;
  const number = mobileOf(patient);
  return number === undefined ? { sms: 'no-number' } : { sms: 'ready', smsTo: maskPhone(number) };
}

export const readChoicesRoute = defineRoute({
  ...readChoices,
  allow: 'messages.own',
  handle: (ctx) => shown(ctx),
});

export const changeChoicesRoute = defineRoute({
  ...changeChoices,
  allow: 'messages.own',
  handle: async (ctx, { ways, ...pace }) => {
    await writeChoice(ctx, { ...(await ownChoice(ctx)), ways, pace });
    return shown(ctx);
  },
});

export const addBrowserRoute = defineRoute({
  ...addBrowser,
  allow: 'messages.own',
  handle: async (ctx, endpoint) => {
    const choice = await ownChoice(ctx);
    demandOutside(ctx, endpoint.endpoint);
    const isFirst = (await endpointsOf(ctx, choice)).length === 0;
    await keepEndpoint(ctx, choice, choice.patientId, endpoint);
    // Whoever turns on the first browser wants to be told there; which kinds she can choose right below.
    const ways = Object.fromEntries(
      noticeKinds.map((kind) => [kind, [...new Set([...(choice.ways[kind] ?? []), 'push' as const])]]),
    );
    if (isFirst || !choice.isMade) await writeChoice(ctx, { ...choice, ways });
    return shown(ctx);
  },
});

export const dropBrowserRoute = defineRoute({
  ...dropBrowser,
  allow: 'messages.own',
  handle: async (ctx, { id }) => {
    await forgetEndpoint(ctx, await ownChoice(ctx), id);
    return shown(ctx);
  },
});

/** A browser's own push service lies outside; whatever says otherwise is no browser. Error: request.invalid. */
function demandOutside(ctx: Context, url: string): void {
  try {
    ctx.outgoing.check(url);
  } catch (error) {
    if (!(error instanceof OutgoingRefused)) throw error;
    throw new AppError('request.invalid', {
      issues: [
        {
          path: 'endpoint',
          text: { vi: 'Địa chỉ nhận báo không dùng được.', en: 'This push address cannot be used.' },
        },
      ],
    });
  }
}
