import { join } from 'node:path';
import { KeysRefused } from './keys-refused.ts';
import { localMaster, readSecret } from './local-master.ts';
import { fileMaster } from './master-file.ts';
import { kmsMaster } from './master-kms.ts';
import { pkcs11Master } from './master-pkcs11.ts';
import type { MasterKey } from './master-key.ts';

/** Where the master key is, as the settings say it. */
export interface MasterPlaces {
  /** $SEN_DATA_DIR */
  readonly dataDir: string;
  /** SEN_MASTER_KEY: '' or 'beside', 'file:/path', 'base64:…', 'pkcs11:module=…;token=…;object=…;pin-file=…', 'kms:url=…;token-file=…'. */
  readonly masterKey: string;
  /** The one before, while a rotation or an older backup still needs it. */
  readonly formerMasterKey?: string;
}

/** Where the key lies that nobody chose a place for. */
export function besidePath(dataDir: string): string {
  return join(dataDir, 'keys', 'master.key');
}

/** Opens the key that closes from now on. @param mayMake true where nothing was ever closed. Errors: KeysRefused */
export async function openMaster(places: MasterPlaces, mayMake = false): Promise<MasterKey> {
  return openAt(places.masterKey, places.dataDir, mayMake);
}

/** Every key that may open something here, the one in use first. Errors: KeysRefused */
export async function openMasters(places: MasterPlaces): Promise<MasterKey[]> {
  const former = places.formerMasterKey;
  const newest = await openMaster(places);
  return former === undefined || former === ''
    ? [newest]
    : [newest, await openAt(former, places.dataDir, false)];
}

async function openAt(text: string, dataDir: string, mayMake: boolean): Promise<MasterKey> {
  if (text === '' || text === 'beside') return fileMaster(besidePath(dataDir), mayMake);
  const kind = text.slice(0, text.indexOf(':'));
  const rest = text.slice(kind.length + 1);
  if (kind === 'file') return fileMaster(rest, mayMake);
  if (kind === 'base64') {
    const secret = readSecret(rest);
    if (secret === undefined) throw unknownPlace();
    return localMaster(secret);
  }
  const fields = new Map(rest.split(';').map((pair) => splitAt(pair, pair.indexOf('='))));
  const field = (name: string): string => fields.get(name) ?? missing(name);
  if (kind === 'pkcs11')
    return pkcs11Master({
      module: field('module'),
      token: field('token'),
      object: field('object'),
      pinFile: field('pin-file'),
    });
  if (kind === 'kms')
    return kmsMaster({ url: field('url').replace(/\/$/, ''), tokenFile: field('token-file') });
  throw unknownPlace();
}

function splitAt(text: string, at: number): [string, string] {
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function missing(name: string): never {
  throw new KeysRefused({
    vi: `SEN_MASTER_KEY thiếu phần "${name}=" (docs/guides/keys-and-encryption.md).`,
    en: `SEN_MASTER_KEY lacks its part "${name}=" (docs/guides/keys-and-encryption.md).`,
  });
}

function unknownPlace(): KeysRefused {
  return new KeysRefused({
    vi: 'SEN_MASTER_KEY không đọc được. Dùng file:/đường/dẫn, base64:<32 byte>, pkcs11:… hoặc kms:… (docs/guides/keys-and-encryption.md).',
    en: 'SEN_MASTER_KEY cannot be read. Use file:/path, base64:<32 bytes>, pkcs11:… or kms:… (docs/guides/keys-and-encryption.md).',
  });
}
