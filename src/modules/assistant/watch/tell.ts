import type { Context } from '#platform/context.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import { notify } from '#modules/messages/notify.ts';
import { wordsForHer } from '../domain/words-for-her.ts';
import type { News } from './apply.ts';

/** Where she reads her alerts. */
export const ownLink = '/assistant';

/**
 * Tells a person what is new: what is urgent at once and by itself; all else of a day in one notice. More of the same day waits on her page and
 * interrupts nobody.
 */
export async function tell(ctx: Context, patientId: string, news: readonly News[]): Promise<void> {
  for (const { alertId, finding, asked } of news.filter((one) => one.finding.stage.urgent)) {
    const { id, title } = finding.stage;
    await notify(ctx, {
      patientId,
      kind: 'reading',
      key: `assistant ${alertId} ${id}`,
      title,
      words: wordsForHer(finding.stage, asked),
      link: ownLink,
      urgent: true,
    });
  }
  const rest = news.filter((one) => !one.finding.stage.urgent);
  const [first] = rest;
  if (first === undefined) return;
  const { title } = first.finding.stage;
  const titles = rest.map((one) => one.finding.stage.title);
  await notify(ctx, {
    patientId,
    kind: 'due',
    key: `assistant day ${patientId} ${dayInVietnam(ctx.now())}`,
    ...(rest.length === 1
      ? { title, words: wordsForHer(first.finding.stage, first.asked) }
      : {
          title: { vi: `${rest.length} việc cần để ý`, en: `${rest.length} things to look at` },
          words: {
            vi: titles.map(({ vi }) => vi).join('; '),
            en: titles.map(({ en }) => en).join('; '),
          },
        }),
    link: ownLink,
  });
}
