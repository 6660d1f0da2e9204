/** Bytes of one file of the write-ahead log; what initdb makes unless told. */
export const segmentBytes = 16n * 1024n * 1024n;

const perLog = 0x1_0000_0000n / segmentBytes;

/** Position in the log ('16/B374D848') as a number of bytes since its beginning. */
export function bytesOfLsn(lsn: string): bigint {
  const [high = '0', low = '0'] = lsn.split('/');
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

/** The same backwards. */
export function lsnOfBytes(bytes: bigint): string {
  return `${(bytes >> 32n).toString(16).toUpperCase()}/${(bytes & 0xffff_ffffn).toString(16).toUpperCase()}`;
}

/** Name of the segment that holds a position; a position at a border belongs to the segment that begins there. */
export function segmentOf(timeline: number, bytes: bigint): string {
  const number = bytes / segmentBytes;
  const hex = (part: bigint | number): string => part.toString(16).toUpperCase().padStart(8, '0');
  return hex(timeline) + hex(number / perLog) + hex(number % perLog);
}

/** Position at which a segment begins. */
export function startOfSegment(name: string): bigint {
  return (BigInt(`0x${name.slice(8, 16)}`) * perLog + BigInt(`0x${name.slice(16)}`)) * segmentBytes;
}

/** Timeline of a segment. */
export function timelineOf(name: string): number {
  return parseInt(name.slice(0, 8), 16);
}

/** Name of the segment behind one. */
export function segmentAfter(name: string): string {
  return segmentOf(timelineOf(name), startOfSegment(name) + segmentBytes);
}

/** True for the name of a whole segment (not a history, backup or partial file). */
export function isSegment(name: string): boolean {
  return /^[0-9A-F]{24}$/.test(name);
}
