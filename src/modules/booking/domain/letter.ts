import { showClock, showDay } from '#kernel/display/show-date.ts';

/** Why somebody is written to. */
export type LetterKind = 'tomorrow' | 'offered' | 'moved' | 'cancelled';

interface BookingLetter {
  readonly subject: string;
  readonly text: string;
  readonly name: string;
}

/** When, and nothing else: neither where nor what for nor for whom, since a letter may be read by others. */
export function letterOf(
  kind: LetterKind,
  { id, startsAt, home }: { readonly id: string; readonly startsAt: Date; readonly home: string },
): BookingLetter {
  const at = `${showClock(startsAt.toISOString())} ${showDay(startsAt.toISOString())}`;
  const [vi, en] = words[kind];
  return {
    // Once for each time that it may have.
    name: `booking-${kind}-${id}-${startsAt.getTime()}`,
    subject: `Sen: ${vi.subject} / ${en.subject}`,
    text: [vi.text(at), `Đăng nhập để xem: ${home}`, '', en.text(at), `Sign in to see: ${home}`, ''].join(
      '\n',
    ),
  };
}

type Words = { readonly subject: string; readonly text: (at: string) => string };

const words: Readonly<Record<LetterKind, readonly [vi: Words, en: Words]>> = {
  tomorrow: [
    { subject: 'nhắc lịch hẹn', text: (at) => `Bạn có một lịch hẹn lúc ${at}.` },
    { subject: 'a booking soon', text: (at) => `You have a booking at ${at}.` },
  ],
  offered: [
    {
      subject: 'có chỗ trống cho bạn',
      text: (at) => `Có một chỗ trống lúc ${at} đang giữ cho bạn trong thời gian ngắn.`,
    },
    { subject: 'a place is free', text: (at) => `A place at ${at} is kept for you for a short time.` },
  ],
  moved: [
    { subject: 'lịch hẹn đổi giờ', text: (at) => `Cơ sở đã đổi một lịch hẹn của bạn sang ${at}.` },
    { subject: 'a booking was moved', text: (at) => `The facility moved a booking of yours to ${at}.` },
  ],
  cancelled: [
    { subject: 'lịch hẹn bị hủy', text: (at) => `Cơ sở phải hủy lịch hẹn lúc ${at} của bạn.` },
    { subject: 'a booking was cancelled', text: (at) => `The facility had to cancel your booking at ${at}.` },
  ],
};
