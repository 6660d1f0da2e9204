import type { ErrorKind } from './error-kind.ts';

/** What can stand in the way of a booking. Part of the platform's closed list. */
export const bookingErrorKinds = {
  'booking.full': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Giờ này vừa hết chỗ. Chưa có gì được đặt; hãy chọn giờ khác, hoặc ghi tên vào danh sách chờ.',
      en: 'This time has just been filled. Nothing was booked; choose another time, or join the waiting list.',
    },
  },
  'booking.has-one': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Người này đã có chỗ ở đây vào ngày đó. Hãy xem trong danh sách chỗ đã đặt; cần thì đổi giờ.',
      en: 'This person has a booking here on that day already. See the list of bookings; change its time if need be.',
    },
  },
  'booking.not-yours': {
    status: 403,
    issue: 'forbidden',
    text: {
      vi: 'Bạn chỉ đặt được cho chính mình, cho con chưa đủ 18 tuổi và cho người mà bạn đang được giao chăm sóc.',
      en: 'You can book for yourself, for your children under 18, and for whom you are named to care for now.',
    },
  },
  'booking.not-offered': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Bàn này không nhận đặt chỗ vào giờ đó. Hãy mở lại lịch và chọn giờ khác.',
      en: 'This desk takes no bookings at that time. Open its calendar again and choose another time.',
    },
  },
  'booking.over': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Chỗ này không còn giữ cho bạn nữa: đã hết thời gian giữ, đã hủy hoặc đã đến. Hãy mở lại danh sách.',
      en: 'This place is no longer kept: its time ran out, it was cancelled, or the visit has begun. Open the list again.',
    },
  },
  'booking.too-late': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Giờ hẹn đã qua nên không đổi hay hủy được nữa.',
      en: 'The time of this booking has passed: it can no longer be changed or cancelled.',
    },
  },
  'booking.too-many': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Người này đã giữ nhiều chỗ sắp tới ở đây. Hãy hủy chỗ không cần nữa trước khi đặt thêm.',
      en: 'This person has many bookings ahead here. Cancel what is not needed before booking more.',
    },
  },
  'booking.not-today': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Chỗ này hẹn vào ngày khác. Xin đến đúng ngày, hoặc đổi giờ sang hôm nay nếu còn chỗ.',
      en: 'This booking is for another day. Come on that day, or change it to today where a place is free.',
    },
  },
  'booking.none-today': {
    status: 404,
    issue: 'not-found',
    text: {
      vi: 'Hôm nay bạn chưa có chỗ đặt ở đây. Xin hỏi bàn tiếp đón để lấy số.',
      en: 'You have no booking here today. Ask at the desk for a number.',
    },
  },
  'booking.code-unknown': {
    status: 422,
    issue: 'invalid',
    text: {
      vi: 'Mã này không phải mã đặt chỗ của Sen, hoặc đã bị sửa. Không ai được ghi là đã đến.',
      en: 'This is no booking code of Sen, or it was altered. Nobody was marked as arrived.',
    },
  },
  'booking.code-old': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Mã ở cửa này là của ngày khác. Xin quét mã đang treo hôm nay, hoặc đến bàn tiếp đón.',
      en: 'This code at the door is of another day. Scan the one that hangs there today, or go to the desk.',
    },
  },
  'booking.rules-overlap': {
    status: 422,
    issue: 'business-rule',
    text: {
      vi: 'Hai khung giờ của bàn trùng nhau, hoặc giờ kết thúc không sau giờ bắt đầu. Hãy sửa rồi lưu lại.',
      en: 'Two spans of the desk overlap, or one does not end after it begins. Put it right and save again.',
    },
  },
  'booking.desk-changed': {
    status: 409,
    issue: 'conflict',
    text: {
      vi: 'Có người vừa đổi lịch của bàn này. Hãy mở lại, xem, rồi đổi tiếp.',
      en: 'Somebody has just changed this desk. Open it again, look, and change it then.',
    },
  },
} as const satisfies Record<string, ErrorKind>;
