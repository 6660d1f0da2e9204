import type { Bilingual } from '#kernel/schema.ts';
import type { RoleFault } from '../access/roles.ts';
import { passwordLength, passwordLimit } from './passwords.ts';
import type { PasswordFault } from './passwords.ts';

/** What to do about a password that is not taken. */
export const passwordFaultTexts: Readonly<Record<PasswordFault, Bilingual>> = {
  'too-short': {
    vi: `Mật khẩu cần ít nhất ${passwordLength} ký tự. Một câu ngắn dễ nhớ là đủ mạnh.`,
    en: `The password needs at least ${passwordLength} characters. A short sentence that you remember is strong enough.`,
  },
  'too-long': {
    vi: `Mật khẩu dài tối đa ${passwordLimit} ký tự.`,
    en: `The password has at most ${passwordLimit} characters.`,
  },
  'same-as-username': {
    vi: 'Mật khẩu gần giống tên đăng nhập nên dễ đoán. Hãy chọn câu khác.',
    en: 'The password is close to the user name and easy to guess. Choose another sentence.',
  },
  'too-plain': {
    vi: 'Mật khẩu lặp lại quá ít ký tự nên dễ đoán. Hãy chọn câu khác.',
    en: 'The password repeats too few characters and is easy to guess. Choose another sentence.',
  },
  'too-common': {
    vi: 'Mật khẩu ghép từ những chữ và dãy số ai cũng nghĩ tới. Hãy chọn một câu của riêng bạn.',
    en: 'The password is made of words and numbers that everybody thinks of. Choose a sentence of your own.',
  },
  breached: {
    vi: 'Mật khẩu này nằm trong danh sách mật khẩu đã bị lộ. Hãy chọn một câu khác của riêng bạn.',
    en: 'This password is on the list of those that have leaked. Choose another sentence of your own.',
  },
};

/** What is wrong with the roles of one account. */
export const roleFaultTexts: Readonly<Record<RoleFault, Bilingual>> = {
  'unknown-role': { vi: 'Không có vai trò này.', en: 'There is no such role.' },
  'facility-missing': {
    vi: 'Vai trò này cần cơ sở nơi người đó làm việc.',
    en: 'This role needs the facility where the person works.',
  },
  'facility-needless': {
    vi: 'Vai trò này không gắn với một cơ sở.',
    en: 'This role is not tied to a facility.',
  },
  'administrator-alone': {
    vi: 'Tài khoản quản trị không giữ thêm vai trò nào khác. Hãy tạo tài khoản riêng cho vai trò kia.',
    en: 'An administrator account holds no other role. Make a separate account for the other role.',
  },
  'system-only': {
    vi: 'Vai trò này dành cho hệ thống kết nối, không dành cho người.',
    en: 'This role is for connected systems, not for people.',
  },
};

/** A user name that does not fit. */
export const usernameFaultText: Bilingual = {
  vi: 'Tên đăng nhập gồm 2 đến 64 chữ cái, chữ số, dấu chấm, gạch ngang hoặc gạch dưới.',
  en: 'The user name has 2 to 64 letters, digits, dots, dashes or underscores.',
};

/** A user name that somebody else has. */
export const usernameTakenText: Bilingual = {
  vi: 'Tên đăng nhập này đã có người dùng. Hãy chọn tên khác.',
  en: 'This user name is taken. Choose another.',
};
