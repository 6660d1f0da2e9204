import type { Patient } from '@medplum/fhirtypes';
import * as z from 'zod/mini';
import { AppError } from '#kernel/errors.ts';
import type { Job } from '#platform/context.ts';
import { outsideSentence } from '../domain/kinds.ts';
import { mobileOf, readProvider, sendSms } from '../sms/provider.ts';
import { readChoice } from '../store/outings.ts';
import { readTurn } from '../store/turns.ts';

const inTheApp = { vi: 'Mở Sen để xem.', en: 'Open Sen to see it.' } as const;

/** Sends one text message for one interruption, to the mobile number of the reader's record. Sent twice it bears the same reference. */
export const smsJob: Job<{ readonly turnId: string }> = {
  name: 'messages.send-sms',
  retry: { limit: 8, backoffSeconds: 10 },
  payload: z.object({ turnId: z.string() }),
  async run(ctx, { turnId }) {
    const turn = await readTurn(ctx, turnId);
    const choice = turn && (await readChoice(ctx, turn));
    const provider = await readProvider(ctx);
    if (turn === undefined || choice === undefined || provider === undefined || turn.smsKinds.length === 0)
      return;
    const patient = JSON.parse((await ctx.record.read('Patient', choice.patientId)).text) as Patient;
    const to = mobileOf(patient);
    if (to === undefined) return;
    const { language } = choice;
    const text = `Sen: ${outsideSentence(turn.smsKinds)[language]} ${inTheApp[language]}`;
    const outcome = await sendSms(ctx, provider, { to, text, reference: turnId });
    if (outcome === 'refused') ctx.log.warn('messages.sms-refused', { turn: turnId });
    if (outcome === 'later') throw new AppError('service.unavailable', { detail: 'sms provider' });
  },
};
