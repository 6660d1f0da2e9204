import { defineModule } from '#platform/module/define-module.ts';
import { forgetErased } from './forget-erased.ts';
import { walkCalendarJob } from './jobs/walk-calendar.job.ts';
import { answerFacilityAlertRoute, readFacilityAlertsRoute } from './routes/facility-alerts.ts';
import { countFacilityAlertsRoute } from './routes/count-alerts.ts';
import { answerOwnAlertRoute, readOwnAlertsRoute } from './routes/own-alerts.ts';
import { readRulesRoute, resumeRuleRoute } from './routes/rules.ts';
import { followLines } from './watch/follow-lines.ts';
import { keepLookingAtPeople } from './watch/keep-looking.ts';

/** Warns in time, rarely and rightly: rules as data, one alert for a rule and a person, somebody who answers, and how good each rule is. */
export const assistant = defineModule({
  id: 'assistant',
  title: { vi: 'Trợ lý sức khỏe', en: 'Health assistant' },
  needs: ['immunisation', 'messages', 'outpatient', 'programmes'],
  permissions: {
    'assistant.own': {
      vi: 'Xem và trả lời điều trợ lý nhắc mình và người mình giám hộ',
      en: 'See and answer what the assistant tells oneself and whom one is a guardian of',
    },
    'assistant.answer': {
      vi: 'Xem và trả lời cảnh báo gửi tới cơ sở',
      en: 'See and answer alerts that ask the facility',
    },
    'assistant.quality': {
      vi: 'Xem chất lượng của từng quy tắc cảnh báo, không có tên ai',
      en: 'See how good each rule of alerts is, without names',
    },
    'assistant.resume': {
      vi: 'Bật lại một quy tắc đã tự tắt, có lý do',
      en: 'Let a silenced rule speak again, with a reason',
    },
  },
  roles: [
    { id: 'citizen', title: { vi: 'Người dân', en: 'Citizen' }, grants: ['assistant.own'] },
    ...(['station-doctor', 'station-worker', 'nurse'] as const).map((id) => ({
      id,
      title: { vi: 'Nhân viên y tế', en: 'Health worker' },
      grants: ['assistant.answer'] as const,
    })),
    {
      id: 'supervisor',
      title: { vi: 'Người giám sát cơ sở', en: 'Facility supervisor' },
      grants: ['assistant.quality'],
    },
    {
      id: 'administrator',
      title: { vi: 'Người quản trị', en: 'Administrator' },
      grants: ['assistant.quality', 'assistant.resume'],
    },
  ],
  routes: [
    readOwnAlertsRoute,
    answerOwnAlertRoute,
    readFacilityAlertsRoute,
    countFacilityAlertsRoute,
    answerFacilityAlertRoute,
    readRulesRoute,
    resumeRuleRoute,
  ],
  follow: followLines,
  background: [keepLookingAtPeople],
  jobs: [walkCalendarJob],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('./migrations/', import.meta.url),
});
