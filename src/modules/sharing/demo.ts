import { AppError } from '#kernel/errors.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';
import type { ShownLink } from './api.ts';
import { readShlink } from './domain/shlink.ts';

const label = 'Gửi phòng khám tim';

/** A citizen of the story shares her summary by a link, which the doctor of the hospital opens. Through the doors of her app; told once. */
export const chapter: DemoChapter = {
  title: { vi: 'Chia sẻ hồ sơ', en: 'Sharing' },
  order: 85,
  async tell(_ctx, progress, stage) {
    const { token, patientId } = await stage.signIn('hoa');
    if (patientId === undefined) return;
    const { links } = (await ask(stage, token, 'GET', '/api/sharing/links')) as { links: ShownLink[] };
    if (links.some((one) => one.label === label)) return;
    const made = (await ask(stage, token, 'POST', '/api/sharing/links', {
      what: 'usual',
      span: 'month',
      once: false,
      label,
    })) as { shlink: string };
    progress(0.5, { vi: 'một liên kết', en: 'a link' });
    const doctor = await stage.signIn('bs.minh');
    const secret = readShlink(made.shlink)?.url.slice(-43) ?? '';
    await ask(stage, doctor.token, 'POST', '/api/sharing/open', { secret, recipient: 'Phòng khám tim' });
    progress(1, { vi: 'xong', en: 'done' });
  },
};

async function ask(
  stage: DemoStage,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<unknown> {
  const answer = await fetch(`${stage.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // What is answered may name a person or bear a key: only the status is told.
  if (!answer.ok)
    throw new AppError('internal.unexpected', {
      detail: `demo sharing: ${method} answered ${answer.status}`,
    });
  return answer.json();
}
