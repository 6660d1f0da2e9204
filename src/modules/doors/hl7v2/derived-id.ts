import { createHash } from 'node:crypto';

/**
 * An id that follows from what names a thing (sender, order number, line), so that sending it again updates it. With a bucket it has the
 * shape of Sen's own ids and lies with its patient; without one (the patient has an id of another system) it is a plain UUID version 5
 * shape and the record finds its place.
 */
export function derivedId(bucket: number | undefined, ...key: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(key)).digest('hex');
  const variant = (8 | (Number.parseInt(hash[16]!, 16) & 3)).toString(16);
  const version = bucket === undefined ? '5' : '8';
  const head = bucket === undefined ? hash.slice(0, 3) : bucket.toString(16).padStart(3, '0');
  return [
    `${head}${hash.slice(3, 8)}`,
    hash.slice(8, 12),
    `${version}${hash.slice(13, 16)}`,
    `${variant}${hash.slice(17, 20)}`,
    hash.slice(20, 32),
  ].join('-');
}
