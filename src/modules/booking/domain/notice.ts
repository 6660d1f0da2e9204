import { showClock, showDay } from '#kernel/display/show-date.ts';
import type { Bilingual } from '#kernel/schema.ts';

/** What happened to a booking that she should know. */
export type BookingNews = 'tomorrow' | 'offered' | 'moved' | 'cancelled';

/** What is told of a booking. */
export interface ToldOf {
  readonly news: BookingNews;
  /** The booking, or the group that was offered. */
  readonly id: string;
  readonly patientId: string;
  readonly startsAt: Date;
}

const soonMs = 24 * 3_600_000;

/** The notice: once for each time that a booking may have. What cannot wait for the morning is urgent. */
export function noticeOf({ news, id, patientId, startsAt }: ToldOf, now: Date) {
  const at = `${showClock(startsAt.toISOString())} ${showDay(startsAt.toISOString())}`;
  const isSoon = startsAt.getTime() - now.getTime() < soonMs;
  return {
    patientId,
    kind: 'appointment' as const,
    key: `booking-${news}-${id}-${startsAt.getTime()}`,
    title: titles[news],
    words: words[news](at),
    link: '/booking',
    urgent: news === 'offered' || (news !== 'tomorrow' && isSoon),
  };
}

const titles: Readonly<Record<BookingNews, Bilingual>> = {
  tomorrow: { vi: 'Sắp đến lịch hẹn', en: 'A booking soon' },
  offered: { vi: 'Có chỗ trống cho bạn', en: 'A place is free' },
  moved: { vi: 'Lịch hẹn đổi giờ', en: 'A booking was moved' },
  cancelled: { vi: 'Lịch hẹn bị hủy', en: 'A booking was cancelled' },
};

const words: Readonly<Record<BookingNews, (at: string) => Bilingual>> = {
  tomorrow: (at) => ({ vi: `Bạn có một lịch hẹn lúc ${at}.`, en: `You have a booking at ${at}.` }),
  offered: (at) => ({
    vi: `Chỗ lúc ${at} đang giữ cho bạn trong thời gian ngắn. Mở để nhận.`,
    en: `The place at ${at} is kept for you for a short time. Open it to take it.`,
  }),
  moved: (at) => ({
    vi: `Cơ sở đã đổi lịch hẹn sang ${at}. Nếu không tiện, bạn đổi hoặc hủy ở đây.`,
    en: `The facility moved a booking to ${at}. If it does not suit you, change or cancel it here.`,
  }),
  cancelled: (at) => ({
    vi: `Cơ sở phải hủy lịch hẹn lúc ${at}. Bạn có thể đặt giờ khác.`,
    en: `The facility had to cancel the booking at ${at}. You can book another time.`,
  }),
};
