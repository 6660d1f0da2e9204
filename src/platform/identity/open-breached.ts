import { SettingsRefused } from '../settings/read-settings.ts';
import { BreachedFileWrong, openBreachedPasswords, type BreachedPasswords } from './breached-passwords.ts';

/** The list that the administrator set; undefined where none is. Error: SettingsRefused where the file is not such a list. */
export async function openBreached(path: string | undefined): Promise<BreachedPasswords | undefined> {
  if (path === undefined) return undefined;
  try {
    return await openBreachedPasswords(path);
  } catch (error) {
    if (!(error instanceof BreachedFileWrong)) throw error;
    throw new SettingsRefused([
      {
        env: 'SEN_BREACHED_PASSWORDS',
        text: {
          vi: `Tệp này không dùng được (${error.message}). Cần một mã SHA-1 mỗi dòng, xếp tăng dần theo mã. Hãy sửa tệp hoặc bỏ thiết lập.`,
          en: `This file cannot be used: ${error.message}. It needs one SHA-1 a line, in rising order of the hashes. Mend it or leave the setting out.`,
        },
      },
    ]);
  }
}
