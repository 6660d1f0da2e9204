import { CompactEncrypt, compactDecrypt } from 'jose';
import { fromBase64url } from './shlink.ts';

/** What a file behind a link is. */
export const fileType = 'application/fhir+json';
/** A summary is some hundred kilobytes; what unpacks to more is no summary. */
const mostBytes = 20_000_000;

/**
 * Closes a file with the key of its link.
 * @source SMART Health Cards and Links IG 1.0.0, "Encrypting and decrypting files": JWE, alg dir, enc A256GCM, zip DEF
 */
export async function closeFile(json: string, key: string): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(json))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', cty: fileType, zip: 'DEF' })
    .encrypt(bytesOf(key));
}

/** Opens it; throws where the key is another or anything of the file was changed. */
export async function openFile(jwe: string, key: string): Promise<string> {
  // Another spelling of the same bytes is a changed file too.
  if (jwe.split('.').some((part) => fromBase64url(part) === undefined)) throw new TypeError('not a file');
  const { plaintext } = await compactDecrypt(jwe, bytesOf(key), {
    keyManagementAlgorithms: ['dir'],
    contentEncryptionAlgorithms: ['A256GCM'],
    maxDecompressedLength: mostBytes,
  });
  return new TextDecoder('utf-8', { fatal: true }).decode(plaintext);
}

function bytesOf(key: string): Uint8Array {
  const bytes = fromBase64url(key);
  if (bytes?.length !== 32) throw new TypeError('not a key');
  return bytes;
}
