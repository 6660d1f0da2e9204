import { addDays } from '#kernel/vietnam/calendar-days.ts';
import { dayInVietnam } from '#kernel/vietnam/date.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';

/** Chị Hoa and whoever of the commune has hypertension or diabetes comes into the registers, and a talk is noted. */
export const chapter: DemoChapter = {
  title: { vi: 'Chương trình y tế', en: 'Health programmes' },
  order: 75,
  async tell(ctx, progress, stage) {
    const today = dayInVietnam(ctx.now());
    const [{ token }, { patientId }] = await Promise.all([stage.signIn('bs.lan'), stage.signIn('hoa')]);
    for (const code of ['hypertension', 'diabetes'] as const) {
      progress(code === 'diabetes' ? 0.5 : 0.1, {
        vi: 'đưa người bệnh vào sổ',
        en: 'people come into the registers',
      });
      const found = await ask<{ people: { patientId: string }[] }>(stage, token, 'GET', `${code}/found`);
      const ids = [...new Set([patientId ?? '', ...found.people.map((one) => one.patientId)])].slice(
        0,
        mostTold,
      );
      await Promise.all(
        ids
          .filter(Boolean)
          .map((id) =>
            ask(stage, token, 'POST', `${code}/people`, { patientId: id, startedOn: addDays(today, -200) }),
          ),
      );
    }
    const { total } = await ask<{ total: number }>(stage, token, 'GET', 'talks');
    // A story that was broken off and is told again notes it once.
    if (total === 0)
      await ask(stage, token, 'POST', 'talks', {
        on: addDays(today, -13),
        topic: 'Ăn giảm muối, đo huyết áp tại nhà',
        form: 'group',
        participants: 24,
      });
    progress(1, { vi: 'xong', en: 'done' });
  },
};

const mostTold = 12;

/** Through the doors that the pages use; whoever is in already, or is of another station, is left as she is. */
async function ask<T>(
  stage: DemoStage,
  token: string,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<T> {
  const answer = await fetch(`${stage.url}/api/programmes/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
}
