import type { Bilingual } from '#kernel/schema.ts';
import type { UpstreamTrouble } from './attempts.ts';
import type { UpstreamRefusal } from './decide.ts';

/** What a person reads whom the e-ID did not bring in: what it is, and what she can do. */
interface Words {
  readonly title: Bilingual;
  readonly text: Bilingual;
}

const atStation: Bilingual = {
  vi: 'Hãy mang căn cước đến trạm y tế hoặc cơ sở nơi bạn khám để được kiểm tra và cập nhật.',
  en: 'Take your citizen card to the health station or the facility where you are treated, where it is looked at and put right.',
};

const withStation = (vi: string, en: string): Bilingual => ({
  vi: `${vi} ${atStation.vi}`,
  en: `${en} ${atStation.en}`,
});

const noRecord: Bilingual = {
  vi: 'Chưa tìm thấy hồ sơ của bạn',
  en: 'Your record was not found',
};
const check: Bilingual = { vi: 'Cần kiểm tra lại tài khoản', en: 'The account needs a look' };

/** The sentences for each refusal. */
export const upstreamRefusalTexts: Readonly<Record<UpstreamRefusal | UpstreamTrouble, Words>> = {
  'level-too-low': {
    title: { vi: 'Cần VNeID mức 2', en: 'VNeID level 2 is needed' },
    text: {
      vi: 'Lần đầu vào Sen, tài khoản VNeID của bạn phải ở mức 2, vì hồ sơ sức khoẻ chỉ mở cho đúng người. Hãy làm định danh mức 2 tại công an xã, phường rồi quay lại.',
      en: 'The first time you come to Sen your VNeID account must be at level 2, because a health record opens to the right person only. Have level 2 set up at the police of your commune, then come back.',
    },
  },
  'number-missing': {
    title: { vi: 'VNeID chưa gửi số định danh', en: 'VNeID sent no personal number' },
    text: {
      vi: 'Sen cần số định danh cá nhân để tìm hồ sơ của bạn. Hãy thử lại và đồng ý chia sẻ số này, hoặc đăng nhập bằng tên và mật khẩu.',
      en: 'Sen needs your personal number to find your record. Try again and agree to share it, or sign in with your name and password.',
    },
  },
  'number-changed': {
    title: check,
    text: withStation(
      'Số định danh mà VNeID gửi không còn khớp với hồ sơ đã liên kết, nên Sen chưa mở hồ sơ.',
      'The personal number that VNeID sent no longer agrees with the record that was linked, so Sen opens no record.',
    ),
  },
  nobody: {
    title: noRecord,
    text: withStation(
      'Chưa cơ sở nào ghi số định danh của bạn vào Sen.',
      'No facility has entered your personal number in Sen yet.',
    ),
  },
  several: {
    title: check,
    text: withStation(
      'Có nhiều hơn một hồ sơ mang số định danh này, nên Sen chưa mở hồ sơ nào.',
      'More than one record bears this personal number, so Sen opens none of them.',
    ),
  },
  'birth-differs': {
    title: check,
    text: withStation(
      'Ngày sinh trong hồ sơ khác với ngày sinh ở VNeID, nên Sen chưa mở hồ sơ.',
      'The day of birth in the record differs from that in VNeID, so Sen opens no record.',
    ),
  },
  'not-living': {
    title: check,
    text: withStation(
      'Hồ sơ mang số định danh này ghi là đã mất, nên Sen chưa mở hồ sơ.',
      'The record that bears this personal number says that its person has died, so Sen opens no record.',
    ),
  },
  'account-closed': {
    title: { vi: 'Tài khoản đang đóng', en: 'The account is closed' },
    text: withStation('Tài khoản của hồ sơ này đang đóng.', 'The account of this record is closed.'),
  },
  'account-of-worker': {
    title: { vi: 'Hãy đăng nhập bằng tên và mật khẩu', en: 'Sign in with your name and password' },
    text: {
      vi: 'Tài khoản của bạn có quyền xem hồ sơ của người khác, nên không vào bằng VNeID. Hãy đăng nhập bằng tên và mật khẩu hoặc khoá truy cập (passkey).',
      en: 'Your account may see records of others, so it is not entered by VNeID. Sign in with your name and password, or with a passkey.',
    },
  },
  'account-linked': {
    title: check,
    text: withStation(
      'Tài khoản của hồ sơ này đã liên kết với một tài khoản VNeID khác.',
      'The account of this record is linked to another VNeID account.',
    ),
  },
  unreachable: {
    title: { vi: 'VNeID chưa trả lời', en: 'VNeID does not answer' },
    text: {
      vi: 'Chưa kết nối được với VNeID. Hãy thử lại sau ít phút, hoặc đăng nhập bằng tên và mật khẩu.',
      en: 'VNeID could not be reached. Try again in a few minutes, or sign in with your name and password.',
    },
  },
  'not-trusted': {
    title: { vi: 'Chưa đăng nhập được bằng VNeID', en: 'The sign-in by VNeID did not succeed' },
    text: {
      vi: 'Câu trả lời nhận được không kiểm chứng được là của VNeID cho lần đăng nhập này, nên Sen bỏ qua nó. Hãy bắt đầu lại.',
      en: 'The answer could not be shown to be VNeID’s for this sign-in, so Sen left it aside. Start again.',
    },
  },
  cancelled: {
    title: { vi: 'Bạn đã dừng ở VNeID', en: 'You stopped at VNeID' },
    text: {
      vi: 'Chưa có gì được chia sẻ. Bạn có thể thử lại hoặc đăng nhập bằng tên và mật khẩu.',
      en: 'Nothing was shared. You can try again, or sign in with your name and password.',
    },
  },
};
