import type { ServiceToken } from '#kernel/contract.ts';
import { defineModule } from '#platform/module/define-module.ts';
import { findPeopleRoute } from './routes/find-people.ts';
import { openEntryRoute, openFileStream } from './routes/open-entry.ts';
import { printSummaryStream } from './routes/print-summary.ts';
import { makeSummaryPrinter } from './print/make-summary-printer.ts';
import { recordToday, summaryPrinter } from './api.ts';
import { makeRecordToday } from './routes/record-today.ts';
import { readBannerRoute, revealNumbersRoute } from './routes/read-banner.ts';
import { readSummaryRoute } from './routes/read-summary.ts';
import { readTimelineRoute } from './routes/read-timeline.ts';
import { readTrendsRoute } from './routes/read-trends.ts';
import { whoAmIRoute } from './routes/who-am-i.ts';

/** One person's lifelong record, for herself and for who cares for her. */
export const personalRecord = defineModule({
  id: 'personal-record',
  title: { vi: 'Hồ sơ sức khoẻ cá nhân', en: 'Personal health record' },
  // Seeing a record and finding a person are the platform's own permissions (record.read, people.search).
  permissions: {},
  routes: [
    whoAmIRoute,
    readBannerRoute,
    revealNumbersRoute,
    readSummaryRoute,
    readTimelineRoute,
    readTrendsRoute,
    openEntryRoute,
    findPeopleRoute,
  ],
  streams: [printSummaryStream, openFileStream],
  services: (ctx) =>
    new Map<ServiceToken<unknown>, unknown>([
      [summaryPrinter, makeSummaryPrinter(ctx)],
      [recordToday, makeRecordToday(ctx)],
    ]),
});
