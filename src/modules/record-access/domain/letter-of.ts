import { showClock, showDay } from '#kernel/display/show-date.ts';

/** What an opening is told as by e-mail. */
export interface OpeningLetter {
  readonly subject: string;
  readonly text: string;
  readonly name: string;
}

/**
 * Only that it happened, and when: who it was, where and why is read after signing in. Both kinds of opening are told alike, since one of
 * them would tell that there is something sensitive.
 */
export function letterOf(
  audience: 'person' | 'supervisor',
  { grantId, openedAt, home }: { readonly grantId: string; readonly openedAt: Date; readonly home: string },
): OpeningLetter {
  const at = `${showClock(openedAt.toISOString())} ${showDay(openedAt.toISOString())}`;
  const name = `opening-${audience}-${grantId}`;
  if (audience === 'person')
    return {
      name,
      subject: 'Sen: hồ sơ của bạn vừa được mở kèm lý do / your record was opened with a reason',
      text: [
        `Lúc ${at}, một người làm việc tại cơ sở y tế đã mở hồ sơ của bạn kèm một lý do.`,
        `Hãy đăng nhập để xem ai đã mở, ở đâu và vì sao, và khiếu nại nếu thấy không đúng: ${home}`,
        '',
        `At ${at} somebody who works at a health facility opened your record, stating a reason.`,
        `Sign in to see who, where and why, and complain if it was wrong: ${home}`,
        '',
      ].join('\n'),
    };
  return {
    name,
    subject: 'Sen: một lần mở hồ sơ cần xem lại / an opening waits for your review',
    text: [
      `Lúc ${at}, tại cơ sở của bạn có một lần mở hồ sơ kèm lý do. Hãy đăng nhập để xem lại: ${home}`,
      '',
      `At ${at} a record was opened at your facility with a stated reason. Sign in to review it: ${home}`,
      '',
    ].join('\n'),
  };
}
