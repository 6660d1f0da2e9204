import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { KeysRefused } from './keys-refused.ts';
import { wrongKey } from './local-master.ts';
import type { MasterKey } from './master-key.ts';

/** A key of a key service. */
export interface KmsPlace {
  /** Address of the key, without a slash at the end; `/wrap` and `/unwrap` stand behind it. */
  readonly url: string;
  /** A bearer token, read again at each call so that it may be renewed. */
  readonly tokenFile: string;
}

const patienceMs = 10_000;
const answer = z.object({ data: z.base64() });

/**
 * A master key in a key service over HTTPS: `POST <url>/wrap` and `/unwrap` with `{"data": base64, "context": text}`, answered by
 * `{"data": base64}`; 400, 403 and 422 mean that it does not open. The adapter of a service with words of its own stands beside this one.
 * Errors: KeysRefused
 */
export function kmsMaster({ url, tokenFile }: KmsPlace): MasterKey {
  const call = async (what: 'wrap' | 'unwrap', data: Buffer, context: string): Promise<Buffer> => {
    const response = await post(`${url}/${what}`, tokenFile, { data: data.toString('base64'), context });
    if ([400, 403, 422].includes(response.status)) throw wrongKey();
    if (!response.ok) throw unreachable(response.status);
    const read = answer.safeParse(await response.json().catch(() => undefined));
    if (!read.success) throw unreachable('?');
    return Buffer.from(read.data.data, 'base64');
  };
  return {
    id: `kms:${createHash('sha256').update(url).digest('hex').slice(0, 16)}`,
    wrap: (secret, bound) => call('wrap', secret, bound),
    unwrap: (wrapped, bound) => call('unwrap', wrapped, bound),
  };
}

async function post(url: string, tokenFile: string, body: object): Promise<Response> {
  try {
    const token = (await readFile(tokenFile, 'utf8')).trim();
    return await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    throw unreachable(error instanceof Error ? error.name : '?');
  }
}

function unreachable(why: number | string): KeysRefused {
  return new KeysRefused({
    vi: `Dịch vụ khoá không trả lời (${why}). Hãy kiểm tra địa chỉ và mã trong SEN_MASTER_KEY.`,
    en: `The key service does not answer (${why}). Check the address and the token in SEN_MASTER_KEY.`,
  });
}
