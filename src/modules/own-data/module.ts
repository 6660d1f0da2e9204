import { defineModule } from '#platform/module/define-module.ts';
import { forgetErased } from './forget-erased.ts';
import {
  askCorrectionRoute,
  readCorrectionsRoute,
  readLineRoute,
  withdrawCorrectionRoute,
} from './routes/corrections.ts';
import { addFactRoute, readFactsRoute, withdrawFactRoute } from './routes/facts.ts';
import {
  answerCorrectionRoute,
  putOffCorrectionRoute,
  readInboxRoute,
  receiveCorrectionRoute,
} from './routes/inbox.ts';
import { addPaperStream } from './routes/papers.ts';
import { readPeopleRoute } from './routes/people.ts';
import { addReadingsRoute, readReadingsRoute, withdrawReadingRoute } from './routes/readings.ts';

/** What people measure, note and keep themselves, always marked as theirs; and their asking a facility to correct a line. */
export const ownData = defineModule({
  id: 'own-data',
  needs: ['messages'],
  title: { vi: 'Tự ghi', en: 'Own data' },
  permissions: {
    'own-data.keep': {
      vi: 'Tự ghi số đo và điều cần nhớ vào hồ sơ của mình và của con, đề nghị đính chính',
      en: 'Write own readings and facts into one’s own record and one’s child’s, ask for corrections',
    },
    'own-data.answer': {
      vi: 'Trả lời đề nghị đính chính gửi tới cơ sở',
      en: 'Answer requests for correction that were sent to the facility',
    },
  },
  roles: [
    { id: 'citizen', title: { vi: 'Người dân', en: 'Citizen' }, grants: ['own-data.keep'] },
    ...(['station-doctor', 'hospital-doctor'] as const).map((id) => ({
      id,
      title: { vi: 'Bác sĩ', en: 'Doctor' },
      grants: ['own-data.answer'] as const,
    })),
  ],
  routes: [
    readPeopleRoute,
    readReadingsRoute,
    addReadingsRoute,
    withdrawReadingRoute,
    readFactsRoute,
    addFactRoute,
    withdrawFactRoute,
    readLineRoute,
    askCorrectionRoute,
    readCorrectionsRoute,
    withdrawCorrectionRoute,
    readInboxRoute,
    receiveCorrectionRoute,
    putOffCorrectionRoute,
    answerCorrectionRoute,
  ],
  streams: [addPaperStream],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('migrations/', import.meta.url),
});
