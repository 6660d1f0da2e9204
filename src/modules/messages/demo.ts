import { AppError } from '#kernel/errors.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';
import { notify } from './notify.ts';

/**
 * A citizen of the story is told of two things, asks her station something that the doctor answers, and something that still waits. What was told before
 * is known and is not told again.
 */
export const chapter: DemoChapter = {
  title: { vi: 'Tin báo và thư cho bác sĩ', en: 'Notices and messages to the doctor' },
  order: 90,
  async tell(ctx, progress, stage) {
    const { token, patientId } = await stage.signIn('hoa');
    if (patientId === undefined) return;
    await ctx.transaction(async (tx) => {
      await notify(tx, {
        patientId,
        kind: 'due',
        key: 'demo due',
        title: { vi: 'Sắp đến ngày tái khám', en: 'A visit will soon be due' },
        words: {
          vi: 'Trạm hẹn khám lại mỗi tháng một lần. Bạn có thể đặt lịch ngay.',
          en: 'The station asks you to come once a month. You can book now.',
        },
        link: '/booking',
      });
      await notify(tx, {
        patientId,
        kind: 'result',
        key: 'demo result',
        title: { vi: 'Hồ sơ có kết quả mới', en: 'A new result is in your record' },
        words: {
          vi: 'Kết quả lần khám vừa rồi đã có. Mở để xem cùng các lần trước.',
          en: 'The result of your last visit is there. Open it to see it beside earlier ones.',
        },
        link: `/record/${patientId}/timeline`,
      });
    });
    progress(0.4, { vi: 'thư cho bác sĩ', en: 'messages to the doctor' });
    const write = (key: string, words: string): Promise<{ conversation?: { id: string } }> =>
      ask(stage, token, '/api/messages/doctor/lines', { key, patientId, words });
    const first = await write('demo-question-1', 'Tôi quên uống thuốc tối qua, sáng nay có uống bù không ạ?');
    const doctor = await stage.signIn('bs.lan');
    if (first.conversation !== undefined)
      await ask(stage, doctor.token, `/api/messages/desk/${first.conversation.id}/answer`, {
        key: 'demo-answer-1',
        words: 'Chị không uống bù, cứ uống liều kế tiếp đúng giờ. Nếu chóng mặt thì ra trạm đo huyết áp nhé.',
      });
    await write(
      'demo-question-2',
      'Tuần này tôi đo ở nhà thấy buổi sáng cao hơn buổi tối, có cần đổi giờ uống thuốc không ạ?',
    );
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** Whoever is in nobody's charge, or at another facility, has no doctor to write to: that part of the story is left out. */
async function ask(
  stage: DemoStage,
  token: string,
  path: string,
  body: object,
): Promise<{ conversation?: { id: string } }> {
  const answer = await fetch(`${stage.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (answer.status === 404 || answer.status === 422) return {};
  // The text may name a person: only the status is told.
  if (!answer.ok)
    throw new AppError('internal.unexpected', { detail: `demo messages: answered ${answer.status}` });
  return (await answer.json()) as { conversation?: { id: string } };
}
