import { defineModule } from '#platform/module/define-module.ts';
import { ownBookings } from './api.ts';
import { makeOwnBookings } from './ahead.ts';
import { followRecord } from './follow.ts';
import { forgetErased } from './forget-erased.ts';
import { keepOrder } from './keep-order.ts';
import { arriveAtDoorRoute, readPositionRoute } from './routes/arrive.ts';
import {
  arriveAtDeskRoute,
  bookAtDeskRoute,
  readBoardRoute,
  readDeskDayRoute,
  readDoorCodeRoute,
  readPersonAtDeskRoute,
  settleBookingRoute,
} from './routes/desk.ts';
import { findPlacesRoute, readDaysRoute, readPeopleRoute, readTimesRoute } from './routes/find.ts';
import {
  bookAtOnceRoute,
  cancelBookingRoute,
  confirmHoldRoute,
  holdRoute,
  joinWaitingRoute,
  leaveWaitingRoute,
  moveBookingRoute,
  readCodeRoute,
  readMineRoute,
  releaseHoldRoute,
} from './routes/own.ts';
import { changeDeskRoute, makeDeskRoute, readDesksRoute, readUnsettledRoute } from './routes/rules.ts';

const desk = ['booking.find', 'booking.desk'] as const;

/** Visits booked ahead: by citizens for themselves and their families, at desks; arrival, the number, the board of the hall. */
export const booking = defineModule({
  id: 'booking',
  title: { vi: 'Đặt lịch khám', en: 'Booking' },
  needs: ['commune-station', 'messages'],
  permissions: {
    'booking.own': {
      vi: 'Đặt, đổi, hủy lịch cho mình và cho người mà mình giám hộ',
      en: 'Book, change and cancel for oneself and for whom one is a guardian of',
    },
    'booking.find': { vi: 'Xem nơi nào còn chỗ', en: 'See where places are free' },
    'booking.desk': {
      vi: 'Xem lịch đặt của cơ sở, đón người đến, xếp lại chỗ',
      en: 'See the bookings of the facility, receive who comes, settle places',
    },
    'booking.keep': {
      vi: 'Đặt giờ nhận và số chỗ của từng bàn',
      en: 'Set hours and places of each desk',
    },
  },
  roles: [
    { id: 'citizen', title: { vi: 'Người dân', en: 'Citizen' }, grants: ['booking.own', 'booking.find'] },
    ...(['station-doctor', 'station-worker', 'hospital-doctor', 'nurse', 'receptionist'] as const).map(
      (id) => ({
        id,
        title: { vi: 'Nhân viên y tế', en: 'Health worker' },
        grants: id === 'nurse' ? desk : ([...desk, 'booking.keep'] as const),
      }),
    ),
  ],
  routes: [
    readPeopleRoute,
    findPlacesRoute,
    readDaysRoute,
    readTimesRoute,
    holdRoute,
    bookAtOnceRoute,
    confirmHoldRoute,
    releaseHoldRoute,
    readMineRoute,
    moveBookingRoute,
    cancelBookingRoute,
    readCodeRoute,
    arriveAtDoorRoute,
    readPositionRoute,
    joinWaitingRoute,
    leaveWaitingRoute,
    readDesksRoute,
    makeDeskRoute,
    changeDeskRoute,
    readDeskDayRoute,
    readUnsettledRoute,
    settleBookingRoute,
    readPersonAtDeskRoute,
    bookAtDeskRoute,
    arriveAtDeskRoute,
    readDoorCodeRoute,
    readBoardRoute,
  ],
  services: (ctx) => new Map([[ownBookings, makeOwnBookings(ctx)]]),
  follow: followRecord,
  background: [keepOrder],
  erase: forgetErased,
  demo: () => import('./demo.ts'),
  migrations: new URL('./migrations/', import.meta.url),
});
