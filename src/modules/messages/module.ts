import { defineModule } from '#platform/module/define-module.ts';
import { forgetErased } from './forget-erased.ts';
import { forgetOldJob } from './jobs/forget-old.job.ts';
import { letterJob } from './jobs/letter.job.ts';
import { pushJob } from './jobs/push.job.ts';
import { smsJob } from './jobs/sms.job.ts';
import { spreadJob } from './jobs/spread.job.ts';
import { keepTelling } from './keep-telling.ts';
import { addBrowserRoute, changeChoicesRoute, dropBrowserRoute, readChoicesRoute } from './routes/choices.ts';
import {
  answerPersonRoute,
  closeConversationRoute,
  readDeskConversationRoute,
  readDeskRoute,
} from './routes/desk.ts';
import {
  readConversationRoute,
  readConversationsRoute,
  readWritersRoute,
  writeToDoctorRoute,
} from './routes/doctor.ts';
import { smsCommand } from './sms/command.ts';
import { countUnreadRoute, markNoticesRoute, readNoticesRoute } from './routes/inbox.ts';

/** How people are told things, in the app and outside it, and how they write to who has them in charge. */
export const messages = defineModule({
  id: 'messages',
  title: { vi: 'Tin nhắn', en: 'Messages' },
  permissions: {
    'messages.own': {
      vi: 'Đọc tin báo cho mình và người mình giám hộ, chọn cách được báo, viết cho bác sĩ phụ trách',
      en: 'Read what one is told, also for whom one is a guardian of, choose how, write to one’s doctor',
    },
    'messages.answer': {
      vi: 'Trả lời người dân viết cho cơ sở',
      en: 'Answer people who write to the facility',
    },
  },
  roles: [
    { id: 'citizen', title: { vi: 'Người dân', en: 'Citizen' }, grants: ['messages.own'] },
    ...(['station-doctor', 'hospital-doctor'] as const).map((id) => ({
      id,
      title: { vi: 'Bác sĩ', en: 'Doctor' },
      grants: ['messages.answer'] as const,
    })),
  ],
  routes: [
    readNoticesRoute,
    countUnreadRoute,
    markNoticesRoute,
    readChoicesRoute,
    changeChoicesRoute,
    addBrowserRoute,
    dropBrowserRoute,
    readWritersRoute,
    readConversationsRoute,
    readConversationRoute,
    writeToDoctorRoute,
    readDeskRoute,
    readDeskConversationRoute,
    answerPersonRoute,
    closeConversationRoute,
  ],
  jobs: [spreadJob, pushJob, letterJob, smsJob, forgetOldJob],
  background: [keepTelling],
  commands: [smsCommand],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('./migrations/', import.meta.url),
});
