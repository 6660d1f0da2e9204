import { hash } from 'node:crypto';
import { bucketCount, bucketOf } from '#kernel/fhir/id.ts';
import { quickHmac } from '../crypt/quick-hmac.ts';
import { numberKey } from './index-hash.ts';

/** The bucket in which the alias of a foreign id is kept: FNV-1a over type and id, spread over the 4096. */
export function aliasBucket(resourceType: string, fhirId: string): number {
  const name = resourceType + '/' + fhirId;
  let h = 0x811c9dc5;
  for (let at = 0; at < name.length; at += 1) h = Math.imul(h ^ name.charCodeAt(at), 0x01000193);
  return ((h ^ (h >>> 15)) >>> 0) % bucketCount;
}

/** The bucket in which a module keeps what is a person's: that of her id, or for an id of another system one worked out from it. */
export function personBucket(patientId: string): number {
  return bucketOf(patientId) ?? aliasBucket('Patient', patientId);
}

/** The bucket of a row id; row ids are always server-made. */
export function rowBucket(rowId: string): number {
  return Number.parseInt(rowId.slice(0, 3), 16);
}

/** True where an id has the shape of a server-made one, so that it may name its row itself. */
export function namesItsRow(fhirId: string): boolean {
  return bucketOf(fhirId) !== undefined;
}

/** A bucket for somebody or something new. */
export function drawBucket(): number {
  return Math.floor(Math.random() * bucketCount);
}

/**
 * Key and bucket of an identifier in the lookup table: 128 bits of HMAC-SHA256 with the key of the index (sha256 where it has none), so
 * that two numbers never meet by chance and nobody finds a number by trying all of them.
 */
export function identifierKey(
  resourceType: string,
  system: string,
  value: string,
): { key: string; bucket: number } {
  const text = `${resourceType}\n${system}\n${value}`;
  const secret = numberKey();
  const hex = secret === undefined ? hash('sha256', text, 'hex') : quickHmac(secret, text);
  const key = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
  return { key, bucket: Number.parseInt(hex.slice(0, 3), 16) };
}
