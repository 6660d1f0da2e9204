import { defineModule } from '#platform/module/define-module.ts';
import { dayQueue } from './api.ts';
import { followVisits } from './books/follow-visits.ts';
import { heldStation } from './books/held-station.ts';
import { forgetErased } from './forget-erased.ts';
import { countTouched } from './jobs/count-touched.ts';
import { arriveRoute, movePlaceRoute, readDayRoute, readWorkerRoute } from './routes/day.ts';
import { decideClosingRoute, readDeskRoute, sendProvinceRoute } from './routes/desk.ts';
import { bookFileStream, closingFileStream, reportFileStream } from './routes/files.ts';
import { readHomeVisitsRoute, readHouseholdRoute } from './routes/homes.ts';
import { makeDayQueue } from './queue/day-queue.ts';
import { readBookRoute, readDefinitionsRoute, readFigureRoute } from './routes/read-books.ts';
import { closePeriodRoute, readReportsRoute } from './routes/reports.ts';

const atStation = [
  'commune-station.day',
  'commune-station.books',
  'commune-station.close',
  'commune-station.reports',
] as const;

/** The day of a commune health station, its books as views over the record, and its reports on their way to the ministry. */
export const communeStation = defineModule({
  id: 'commune-station',
  title: { vi: 'Trạm y tế xã', en: 'Commune health station' },
  needs: ['outpatient', 'questionnaires', 'registry', 'signatures'],
  permissions: {
    'commune-station.day': {
      vi: 'Xem và điều hành ngày khám của trạm',
      en: 'See and run the day of the station',
    },
    'commune-station.books': {
      vi: 'Xem sổ và báo cáo của trạm',
      en: 'See the books and reports of the station',
    },
    'commune-station.close': {
      vi: 'Chốt, ký và gửi báo cáo của trạm',
      en: 'Close, sign and send the station’s reports',
    },
    'commune-station.reports': { vi: 'Mở báo cáo đã chốt', en: 'Open closed reports' },
    'commune-station.review': {
      vi: 'Duyệt hoặc trả lại báo cáo của các trạm',
      en: 'Approve reports of stations or give them back',
    },
    'commune-station.country': { vi: 'Nhận báo cáo của các tỉnh', en: 'Receive the reports of provinces' },
  },
  roles: [
    { id: 'station-doctor', title: { vi: 'Bác sĩ trạm y tế', en: 'Station doctor' }, grants: atStation },
    {
      id: 'station-worker',
      title: { vi: 'Nhân viên trạm y tế', en: 'Station worker' },
      grants: [
        'commune-station.day',
        'commune-station.books',
        'commune-station.reports',
        'registry.find',
        'registry.match',
        'registry.register',
        'registry.correct',
        'registry.pregnancy',
        'health-card.read',
        'terminology.read',
        'device-sync.use',
        'device-sync.see',
        'programmes.see',
        'programmes.keep',
        'immunisation.see',
        'immunisation.give',
        'immunisation.store',
        'immunisation.exchange',
      ],
    },
    {
      id: 'health-department',
      title: { vi: 'Sở Y tế', en: 'Department of Health' },
      grants: ['commune-station.review', 'commune-station.reports'],
    },
    {
      id: 'ministry',
      title: { vi: 'Bộ Y tế', en: 'Ministry of Health' },
      grants: ['commune-station.review', 'commune-station.reports', 'commune-station.country'],
    },
  ],
  routes: [
    readDefinitionsRoute,
    readBookRoute,
    readFigureRoute,
    readReportsRoute,
    closePeriodRoute,
    readDeskRoute,
    decideClosingRoute,
    sendProvinceRoute,
    readWorkerRoute,
    readDayRoute,
    arriveRoute,
    movePlaceRoute,
    readHouseholdRoute,
    readHomeVisitsRoute,
  ],
  streams: [bookFileStream, reportFileStream, closingFileStream],
  references: [heldStation],
  background: [countTouched],
  follow: followVisits,
  services: (ctx) => new Map([[dayQueue, makeDayQueue(ctx)]]),
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('./migrations/', import.meta.url),
});
