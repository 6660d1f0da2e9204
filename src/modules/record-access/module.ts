import { defineModule } from '#platform/module/define-module.ts';
import { changeOwnAccessRoute, findFacilitiesRoute, withdrawRuleRoute } from './routes/change-own-access.ts';
import { openByNumberRoute } from './routes/open-by-number.ts';
import {
  closeOpeningRoute,
  openRecordRoute,
  readChoicesRoute,
  readOpeningsRoute,
} from './routes/open-record.ts';
import { sendLetterJob } from './jobs/send-letter.job.ts';
import { forgetNotices, tellOfOpening } from './notices.ts';
import {
  readDutyNoticesRoute,
  readOwnNoticesRoute,
  seeDutyNoticesRoute,
  seeOwnNoticesRoute,
} from './routes/notices.ts';
import { readOwnAccessRoute, readVersionsRoute } from './routes/own-access.ts';
import { readReviewsRoute, reviewOpeningRoute } from './routes/review-openings.ts';

/** A record opened in an emergency or for a stated reason, opened and closed by the person, and looked after by the supervisor. */
export const recordAccess = defineModule({
  id: 'record-access',
  title: { vi: 'Mở và đóng hồ sơ', en: 'Opening and closing a record' },
  // Who may open, review and close are the platform's own permissions (access.open, access.review, access.own).
  permissions: {},
  routes: [
    readChoicesRoute,
    readOpeningsRoute,
    openRecordRoute,
    openByNumberRoute,
    closeOpeningRoute,
    readOwnAccessRoute,
    changeOwnAccessRoute,
    withdrawRuleRoute,
    readVersionsRoute,
    findFacilitiesRoute,
    readReviewsRoute,
    reviewOpeningRoute,
    readOwnNoticesRoute,
    seeOwnNoticesRoute,
    readDutyNoticesRoute,
    seeDutyNoticesRoute,
  ],
  handlers: [tellOfOpening],
  jobs: [sendLetterJob],
  erase: forgetNotices,
  migrations: new URL('./migrations/', import.meta.url),
});
