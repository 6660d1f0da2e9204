import type { DemoChapter } from '#platform/module/define-module.ts';

/** The worker of the station, and the month before as its books tell it. */
export const chapter: DemoChapter = {
  title: { vi: 'Một ngày ở trạm', en: 'A day at the station' },
  order: 60,
  async tell(_ctx, progress, stage) {
    const lan = await stage.signIn('bs.lan');
    await stage.makeAccount({
      username: 'ys.huong',
      display: 'YS. Ngô Thị Hương',
      role: 'station-worker',
      about: { vi: 'y sĩ trạm y tế xã', en: 'physician assistant of the station' },
      ...(lan.facilityId !== undefined && { facilityId: lan.facilityId }),
    });
    progress(1, { vi: 'xong', en: 'done' });
  },
};
