import { AppError } from '#kernel/errors.ts';
import type { DemoChapter, DemoStage } from '#platform/module/define-module.ts';

/**
 * The officer who decides comes to the house, and chị Hoa says that her address is not right any more. What the registers say is asked once
 * the story is told and the simulators run: the queue then fills by itself.
 */
export const chapter: DemoChapter = {
  title: { vi: 'Xác minh nhân thân', en: 'Verifying people' },
  order: 60,
  async tell(_ctx, progress, stage) {
    await stage.makeAccount({
      username: 'canbo',
      display: 'Cán bộ định danh y tế',
      role: 'registry-officer',
      about: {
        vi: 'cán bộ định danh y tế, duyệt sửa nhân thân',
        en: 'registry officer, decides on corrections',
      },
    });
    progress(0.5, { vi: 'chị Hoa báo địa chỉ sai', en: 'chị Hoa says that her address is wrong' });
    await askOnce(stage);
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** Through the door that her page uses; a request that a broken-off story left is enough. */
async function askOnce(stage: DemoStage): Promise<void> {
  const { token } = await stage.signIn('hoa');
  const answer = await fetch(`${stage.url}/api/verification/own/corrections`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      address: 'Thôn Nội, Xã Tiên Du, Tỉnh Bắc Ninh',
      note: 'Gia đình đã chuyển sang thôn Nội từ tháng trước.',
    }),
  });
  await answer.arrayBuffer();
  if (!answer.ok && answer.status !== 409)
    throw new AppError('internal.unexpected', { detail: `demo correction: answered ${answer.status}` });
}
