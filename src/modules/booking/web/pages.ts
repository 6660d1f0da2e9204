import { definePage } from '#web/shell/define-page.ts';

const text = {
  vi: () => import('./booking.vi.json', { with: { type: 'json' } }),
  en: () => import('./booking.en.json', { with: { type: 'json' } }),
};

/** Own bookings and those of the family. */
export const bookingPage = definePage({
  id: 'booking/mine',
  path: '/booking',
  allow: 'booking.own',
  title: { vi: 'Lịch hẹn của gia đình', en: 'Bookings of the family' },
  short: { vi: 'Lịch hẹn', en: 'Bookings' },
  icon: 'calendar',
  text,
  load: () => import('./pages/mine/mine.page.tsx'),
});

const newBookingPage = definePage({
  id: 'booking/new',
  path: '/booking/new',
  allow: 'booking.own',
  title: { vi: 'Đặt lịch', en: 'Book a visit' },
  icon: 'calendar',
  text,
  load: () => import('./pages/new/new.page.tsx'),
});

const arrivePage = definePage({
  id: 'booking/arrive',
  path: '/booking/arrive',
  allow: 'booking.own',
  title: { vi: 'Tôi đã đến', en: 'I have come' },
  icon: 'scan',
  text,
  load: () => import('./pages/arrive/arrive.page.tsx'),
});

/** The day's bookings at a facility, and who comes. */
export const receptionPage = definePage({
  id: 'booking/reception',
  path: '/reception',
  allow: 'booking.desk',
  title: { vi: 'Đón người đặt lịch', en: 'Receive bookings' },
  short: { vi: 'Lịch đặt', en: 'Bookings' },
  icon: 'calendar',
  text,
  load: () => import('./pages/reception/reception.page.tsx'),
});

/** Bookings of one person at the reader's facility. */
export const personBookingsPage = definePage({
  id: 'booking/person',
  path: '/record/:patientId/bookings',
  person: 'patientId',
  allow: 'booking.desk',
  title: { vi: 'Lịch hẹn', en: 'Bookings' },
  icon: 'calendar',
  text,
  load: () => import('./pages/person/person.page.tsx'),
});

const rulesPage = definePage({
  id: 'booking/rules',
  path: '/reception/rules',
  allow: 'booking.keep',
  title: { vi: 'Giờ nhận và số chỗ', en: 'Hours and places' },
  icon: 'calendar',
  text,
  load: () => import('./pages/rules/rules.page.tsx'),
});

const boardPage = definePage({
  id: 'booking/board',
  path: '/reception/board',
  allow: 'booking.desk',
  title: { vi: 'Bảng gọi số', en: 'Board of the hall' },
  icon: 'people',
  text,
  load: () => import('./pages/board/board.page.tsx'),
});

const doorPage = definePage({
  id: 'booking/door',
  path: '/reception/door',
  allow: 'booking.desk',
  title: { vi: 'Mã treo ở cửa', en: 'Code for the door' },
  icon: 'print',
  text,
  load: () => import('./pages/door/door.page.tsx'),
});

export const pages = [
  bookingPage,
  newBookingPage,
  arrivePage,
  receptionPage,
  personBookingsPage,
  rulesPage,
  boardPage,
  doorPage,
];
