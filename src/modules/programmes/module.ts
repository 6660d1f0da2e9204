import type { ServiceToken } from '#kernel/contract.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { dueChecks, lateVisits } from './api.ts';
import { growthTableCommand } from './commands/growth-table.ts';
import { forgetErased } from './forget-erased.ts';
import { makeLateVisits } from './late-visits.ts';
import { completeArrived } from './register/complete-arrived.ts';
import { followEntries } from './register/follow-entries.ts';
import { heldTables } from './register/held-tables.ts';
import { heldTalks } from './register/held-talks.ts';
import { keepEntries } from './register/keep-planning.ts';
import { enrolRoute, findPeopleRoute, leaveRoute } from './routes/enrol.ts';
import { addTalkRoute, listHappeningsRoute, listTalksRoute } from './routes/events.ts';
import { listEntriesRoute, readIndicatorsRoute } from './routes/list-entries.ts';
import { listProgrammesRoute } from './routes/list-programmes.ts';
import { makeDueChecks, readPersonRoute } from './routes/read-person.ts';
import { recordDeliveryRoute } from './routes/record-delivery.ts';

/** Health programmes of a station: who is in each, who is due, who has dropped out, what it comes to. */
export const programmes = defineModule({
  id: 'programmes',
  title: { vi: 'Chương trình y tế', en: 'Health programmes' },
  needs: ['registry'],
  permissions: {
    'programmes.see': {
      vi: 'Xem sổ, danh sách đến hạn và chỉ số các chương trình của trạm',
      en: 'See registers, due lists and figures of the station’s programmes',
    },
    'programmes.keep': {
      vi: 'Đưa người vào, ra chương trình và ghi ca sinh, buổi truyền thông',
      en: 'Take people into programmes and out of them, record births and talks',
    },
  },
  roles: (['station-doctor', 'station-worker', 'nurse'] as const).map((id) => ({
    id,
    title: { vi: 'Nhân viên y tế', en: 'Health worker' },
    grants: id === 'nurse' ? ['programmes.see'] : ['programmes.see', 'programmes.keep'],
  })),
  routes: [
    listProgrammesRoute,
    listEntriesRoute,
    readIndicatorsRoute,
    findPeopleRoute,
    enrolRoute,
    leaveRoute,
    recordDeliveryRoute,
    readPersonRoute,
    listHappeningsRoute,
    listTalksRoute,
    addTalkRoute,
  ],
  commands: [growthTableCommand],
  follow: followEntries,
  references: [heldTables, heldTalks],
  arrived: completeArrived,
  services: (ctx) =>
    new Map<ServiceToken<unknown>, unknown>([
      [lateVisits, makeLateVisits(ctx)],
      [dueChecks, makeDueChecks(ctx)],
    ]),
  background: [keepEntries],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('./migrations/', import.meta.url),
});
