import { resolve } from 'node:path';
import { z } from 'zod';
import { declare } from './declare.ts';

/** Environment variables of signing in. */
export const signInSettings = {
  secondFactor: declare({
    env: 'SEN_SECOND_FACTOR',
    type: z.enum(['', 'staff', 'everyone', 'optional']),
    default: '',
    about: {
      vi: 'Ai phải có bước xác nhận thứ hai: staff (mọi vai trò trừ người dân), everyone (tất cả) hoặc optional (tuỳ từng người). Mặc định staff; optional chỉ khi chạy câu chuyện mẫu.',
      en: 'Who must have a second step: staff (every role but citizens), everyone, or optional (as each likes). staff by default; optional only where the demo story runs.',
    },
  }),
  breachedPasswords: declare({
    env: 'SEN_BREACHED_PASSWORDS',
    type: z.string().transform((text) => (text === '' ? undefined : resolve(text))),
    default: '',
    about: {
      vi: 'Tệp mã SHA-1 của các mật khẩu đã bị lộ, mỗi dòng một mã, xếp tăng dần (phần sau mã, như số lần, được bỏ qua); mật khẩu có trong đó bị từ chối. Để trống thì chỉ dùng quy tắc có sẵn. Sen không tự tải tệp này.',
      en: 'File of SHA-1 hashes of passwords that have leaked, one a line, in rising order (what follows a hash, such as a count, is passed over); a password in it is refused. Without it only the built-in rule stands. Sen never fetches it.',
    },
  }),
  idleDays: declare({
    env: 'SEN_IDLE_DAYS',
    type: z
      .string()
      .regex(/^\d{0,3}$/)
      .transform((text) => (text === '' ? undefined : Number(text))),
    default: '',
    about: {
      vi: 'Sau bấy nhiêu ngày không đăng nhập, tài khoản của người làm việc bị đóng (0: không bao giờ). Mặc định 45; 0 khi chạy câu chuyện mẫu.',
      en: 'Days without a sign-in after which an account of staff is closed (0: never). 45 by default; 0 where the demo story runs.',
    },
  }),
} as const;

/** What a resolved installation goes by: strict unless it tells the demo story, whose sign-ins must stay simple. */
export function resolveSignIn(
  given: {
    readonly secondFactor: '' | 'staff' | 'everyone' | 'optional';
    readonly idleDays: number | undefined;
  },
  isDemo: boolean,
): { readonly secondFactor: 'staff' | 'everyone' | 'optional'; readonly idleDays: number } {
  return {
    secondFactor: given.secondFactor || (isDemo ? 'optional' : 'staff'),
    idleDays: given.idleDays ?? (isDemo ? 0 : 45),
  };
}
