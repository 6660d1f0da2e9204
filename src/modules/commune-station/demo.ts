import { AppError } from '#kernel/errors.ts';
import type { DemoChapter, DemoPerson, DemoStage } from '#platform/module/define-module.ts';

/** The worker of the station, the ministry's desk, and chị Hoa waiting with a number. */
export const chapter: DemoChapter = {
  title: { vi: 'Một ngày ở trạm', en: 'A day at the station' },
  order: 61,
  async tell(_ctx, progress, stage) {
    const lan = await stage.signIn('bs.lan');
    await stage.makeAccount({
      username: 'ys.huong',
      display: 'YS. Ngô Thị Hương',
      role: 'station-worker',
      about: { vi: 'y sĩ trạm y tế xã', en: 'physician assistant of the station' },
      ...(lan.facilityId !== undefined && { facilityId: lan.facilityId }),
    });
    await stage.makeAccount({
      username: 'boyte',
      display: 'Bộ Y tế, thống kê',
      role: 'ministry',
      about: { vi: 'Bộ Y tế, nhận báo cáo các tỉnh', en: 'ministry, receives reports of provinces' },
    });
    progress(0.5, { vi: 'chị Hoa lấy số', en: 'chị Hoa takes a number' });
    const { patientId } = await stage.signIn('hoa');
    if (patientId !== undefined) await takeNumber(stage, lan, patientId);
    progress(1, { vi: 'xong', en: 'done' });
  },
};

/** Through the door that the first page of a station uses. */
async function takeNumber({ url }: DemoStage, { token }: DemoPerson, personId: string): Promise<void> {
  const answer = await fetch(`${url}/api/station/day/arrive`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ personId }),
  });
  if (!answer.ok)
    throw new AppError('internal.unexpected', {
      detail: `demo station: a number was answered ${answer.status}`,
    });
}
