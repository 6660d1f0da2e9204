import { defineModule } from '#platform/module/define-module.ts';
import { forgetErased } from './forget-erased.ts';
import { takeNews } from './handlers/take-news.ts';
import { followPatients } from './results/follow-patients.ts';
import { listRunsRoute, startRunRoute, stopRunRoute } from './routes/bulk-runs.ts';
import { decideRepairRoute } from './routes/decide-repair.ts';
import { listTasksRoute } from './routes/list-tasks.ts';
import { askCorrectionRoute, readOwnRoute, withdrawCorrectionRoute } from './routes/own-details.ts';
import { proposeRepairRoute } from './routes/propose-repair.ts';
import { attachPaperStream, readPaperStream, readTaskRoute } from './routes/read-task.ts';
import { readStandingsRoute, verifyNowRoute } from './routes/verify-now.ts';
import { keepVerifying } from './runs/keep-verifying.ts';

/** What the registers of the state say of people, what differs, and how it is put right by two people. */
export const verification = defineModule({
  id: 'verification',
  title: { vi: 'Xác minh nhân thân', en: 'Verifying people' },
  needs: ['doors'],
  permissions: {
    'verification.see': { vi: 'Xem việc đối chiếu nhân thân', en: 'See how people stand with the registers' },
    'verification.repair': {
      vi: 'Hỏi cơ sở dữ liệu dân cư, BHXH và đề nghị sửa',
      en: 'Ask the registers and propose what is right',
    },
    'verification.attach': { vi: 'Đính kèm giấy tờ', en: 'Attach a paper' },
    'verification.decide': {
      vi: 'Duyệt đề nghị sửa thông tin nhân thân',
      en: 'Decide on proposals about who people are',
    },
    'verification.run': { vi: 'Xác minh hàng loạt', en: 'Verify everybody' },
    'verification.own': {
      vi: 'Xem và đề nghị sửa thông tin của mình',
      en: 'See one’s own details and ask that they be put right',
    },
  },
  roles: [
    ...(['station-doctor', 'hospital-doctor', 'nurse', 'receptionist'] as const).map((id) => ({
      id,
      title: { vi: 'Nhân viên y tế', en: 'Health worker' },
      grants: ['verification.see', 'verification.repair', 'verification.attach'] as const,
    })),
    {
      id: 'registry-officer',
      title: { vi: 'Cán bộ định danh', en: 'Registry officer' },
      grants: ['verification.see', 'verification.attach', 'verification.decide', 'verification.run'],
    },
    {
      id: 'health-department',
      title: { vi: 'Sở Y tế', en: 'Department of Health' },
      grants: ['verification.see', 'verification.attach', 'verification.decide', 'verification.run'],
    },
    {
      id: 'administrator',
      title: { vi: 'Người quản trị', en: 'Administrator' },
      grants: ['verification.run'],
    },
    {
      id: 'citizen',
      title: { vi: 'Người dân', en: 'Citizen' },
      grants: ['verification.own', 'verification.attach'],
    },
  ],
  routes: [
    readStandingsRoute,
    verifyNowRoute,
    listTasksRoute,
    readTaskRoute,
    proposeRepairRoute,
    decideRepairRoute,
    readOwnRoute,
    askCorrectionRoute,
    withdrawCorrectionRoute,
    listRunsRoute,
    startRunRoute,
    stopRunRoute,
  ],
  streams: [attachPaperStream, readPaperStream],
  handlers: [takeNews],
  follow: followPatients,
  background: [keepVerifying],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('./migrations/', import.meta.url),
});
