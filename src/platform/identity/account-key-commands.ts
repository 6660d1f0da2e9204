import { AppError } from '#kernel/errors.ts';
import type { Bilingual } from '#kernel/schema.ts';
import type { Command } from '../module/define-module.ts';
import type { AccountKeys } from './account-keys.ts';
import { answering } from './command-answer.ts';
import type { Identity } from './identity.ts';

/** The commands of `sen` that close and open an account, or help somebody who has lost her phone. */
export function accountKeyCommands(identity: Identity): readonly Command[] {
  return [
    doing(identity, 'user close', 'close', {
      vi: 'Đóng tài khoản; mọi phiên của người đó dừng ngay',
      en: 'Close an account; all its sessions end at once',
    }),
    doing(identity, 'user open', 'open', {
      vi: 'Mở lại tài khoản đã đóng, kể cả vì 45 ngày không dùng',
      en: 'Open a closed account again, also one that lay idle for 45 days',
    }),
    doing(identity, 'user reset-second-step', 'resetFactors', {
      vi: 'Xoá khoá đăng nhập, ứng dụng xác thực và mã khôi phục của người đã làm mất; mật khẩu vẫn giữ',
      en: 'Forget passkeys, authenticator and recovery codes of somebody who lost them; the password stays',
    }),
  ];
}

function doing(identity: Identity, name: string, what: keyof AccountKeys, about: Bilingual): Command {
  return {
    name,
    usage: `${name} NAME`,
    about,
    run: (ctx, args, print) =>
      answering(ctx.actor.language, print, async () => {
        const [username] = args;
        if (username === undefined) return false;
        const account = await identity.findAccountByName(username);
        if (!account) throw new AppError('record.not-found');
        await identity.keys[what](account.id);
        return true;
      }),
  };
}
