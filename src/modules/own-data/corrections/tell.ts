import type { Task } from '@medplum/fhirtypes';
import type { Context } from '#platform/context.ts';
import { notify } from '#modules/messages/notify.ts';
import { correctionOf } from '../domain/correction/task.ts';

const titles = {
  accepted: { vi: 'Cơ sở đã đính chính', en: 'The facility corrected it' },
  refused: { vi: 'Cơ sở không đính chính', en: 'The facility did not correct it' },
  putOff: { vi: 'Cơ sở cần thêm thời gian', en: 'The facility needs more time' },
} as const;

/** Tells the person what the facility did with her request, and its words. Inside the transaction of the answer. */
export async function tellOfAnswer(ctx: Context, task: Task, act: keyof typeof titles): Promise<void> {
  const { title, answer, putOff } = correctionOf(task, ctx.now());
  const said = (act === 'putOff' ? putOff : answer) ?? '';
  const line = `${title}: ${said}`;
  await notify(ctx, {
    patientId: task.for!.reference!.replace(/^Patient\//u, ''),
    kind: 'correction',
    key: `correction-${task.id}-${act}`,
    title: titles[act],
    words: { vi: line, en: line },
    link: '/own/corrections',
  });
}
