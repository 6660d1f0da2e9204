import { createHmac, createSecretKey } from 'node:crypto';
import { close, open } from './aes.ts';
import { KeysRefused } from './keys-refused.ts';
import type { MasterKey } from './master-key.ts';

/** A master key whose 32 bytes are known to this process: from a file or the environment. */
export function localMaster(secret: Buffer): MasterKey {
  const key = createSecretKey(secret);
  return {
    id: `local:${createHmac('sha256', key).update('sen master key').digest('hex').slice(0, 16)}`,
    wrap: async (plain, bound) => close(key, plain, Buffer.from(bound)),
    async unwrap(wrapped, bound) {
      try {
        return open(key, wrapped, Buffer.from(bound));
      } catch (error) {
        throw wrongKey(error);
      }
    },
  };
}

/** 32 bytes written as base64 or hex; undefined for anything else. */
export function readSecret(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return Buffer.from(trimmed, 'hex');
  const secret = /^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed) ? Buffer.from(trimmed, 'base64') : undefined;
  return secret?.length === 32 ? secret : undefined;
}

/** What is closed by another key, or was changed. */
export function wrongKey(cause?: unknown): KeysRefused {
  return new KeysRefused(
    {
      vi: 'Khoá chủ này không mở được: dữ liệu được khoá bằng một khoá chủ khác, hoặc đã bị sửa. Hãy đặt SEN_MASTER_KEY về khoá đã dùng.',
      en: 'This master key does not open it: it was closed by another master key, or was changed. Set SEN_MASTER_KEY to the key that was used.',
    },
    cause,
  );
}
