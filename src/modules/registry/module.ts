import { defineModule } from '#platform/module/define-module.ts';
import { registryPeople } from './api.ts';
import { forgetErased } from './forget-erased.ts';
import { followPatients } from './index/follow-patients.ts';
import { checkNew } from './jobs/check-new.ts';
import { learnJob } from './jobs/learn.job.ts';
import { rebuildJob } from './jobs/rebuild.job.ts';
import { sweepJob } from './jobs/sweep.job.ts';
import { matchOperation } from './operations/match.ts';
import { completeArrived } from './people/complete-arrived.ts';
import { makeRegistryPeople } from './people/service.ts';
import {
  correctPersonRoute,
  linkNumberRoute,
  movePersonRoute,
  recordDeathRoute,
} from './routes/change-person.ts';
import {
  joinHouseholdRoute,
  leaveHouseholdRoute,
  linkMotherRoute,
  setHouseholdRoleRoute,
} from './routes/families.ts';
import { findPeopleRoute } from './routes/find.ts';
import { matchPeopleRoute, registerPersonRoute } from './routes/match-people.ts';
import {
  learnModelRoute,
  readModelRoute,
  rebuildIndexRoute,
  startSweepRoute,
  useModelRoute,
} from './routes/models.ts';
import { attachPaperStream } from './routes/papers.ts';
import { endPregnancyRoute, openPregnancyRoute, recordBirthRoute } from './routes/pregnancies.ts';
import { readPersonRoute } from './routes/read-person.ts';
import { endTieRoute, nameTieRoute } from './routes/ties.ts';
import { reseal } from './reseal.ts';

const desk = ['registry.find', 'registry.match', 'registry.register', 'registry.correct'] as const;
/** Who cares for women with child and for newborns. */
const birthDesk = [...desk, 'registry.pregnancy'] as const;

/** People: found or registered once, with the number that is theirs for life, and told apart from everybody like them. */
export const registry = defineModule({
  id: 'registry',
  title: { vi: 'Định danh y tế', en: 'Health identity' },
  permissions: {
    'registry.find': { vi: 'Tìm người theo tên, số, mã', en: 'Find people by name, number, code' },
    'registry.match': {
      vi: 'Hỏi ai trong hệ thống có thể là người này',
      en: 'Ask who in the system may be this person',
    },
    'registry.register': { vi: 'Đăng ký người mới', en: 'Register somebody new' },
    'registry.correct': {
      vi: 'Sửa thông tin nhân thân, nơi ở, số giấy tờ, gia đình',
      en: 'Correct who somebody is: name, home, numbers, family',
    },
    'registry.pregnancy': {
      vi: 'Mở hồ sơ thai, đăng ký trẻ khi sinh',
      en: 'Open the file of a pregnancy, register children at birth',
    },
    'registry.model': {
      vi: 'Xem và chọn mô hình so khớp, rà soát toàn bộ',
      en: 'See and choose the matching model, and compare everybody',
    },
  },
  roles: [
    { id: 'station-doctor', title: { vi: 'Bác sĩ trạm y tế', en: 'Station doctor' }, grants: birthDesk },
    { id: 'hospital-doctor', title: { vi: 'Bác sĩ bệnh viện', en: 'Hospital doctor' }, grants: birthDesk },
    { id: 'nurse', title: { vi: 'Điều dưỡng', en: 'Nurse' }, grants: birthDesk },
    { id: 'receptionist', title: { vi: 'Nhân viên tiếp đón', en: 'Receptionist' }, grants: desk },
    {
      id: 'integration',
      title: { vi: 'Hệ thống kết nối', en: 'Connected system' },
      grants: ['registry.match'],
    },
    {
      id: 'registry-officer',
      title: { vi: 'Cán bộ quản lý định danh y tế', en: 'Registry officer' },
      grants: ['registry.model'],
    },
    {
      id: 'administrator',
      title: { vi: 'Người quản trị', en: 'Administrator' },
      grants: ['registry.model'],
    },
  ],
  routes: [
    findPeopleRoute,
    matchPeopleRoute,
    registerPersonRoute,
    readPersonRoute,
    correctPersonRoute,
    movePersonRoute,
    linkNumberRoute,
    recordDeathRoute,
    linkMotherRoute,
    joinHouseholdRoute,
    leaveHouseholdRoute,
    setHouseholdRoleRoute,
    nameTieRoute,
    endTieRoute,
    openPregnancyRoute,
    recordBirthRoute,
    endPregnancyRoute,
    readModelRoute,
    learnModelRoute,
    useModelRoute,
    startSweepRoute,
    rebuildIndexRoute,
  ],
  streams: [attachPaperStream],
  operations: [matchOperation],
  jobs: [learnJob, rebuildJob, sweepJob],
  background: [checkNew],
  follow: followPatients,
  arrived: completeArrived,
  erase: forgetErased,
  reseal,
  demo: () => import('./demo.ts'),
  services: (ctx) => new Map([[registryPeople, makeRegistryPeople(ctx)]]),
  migrations: new URL('./migrations/', import.meta.url),
});
