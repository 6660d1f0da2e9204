/** One encoded ASN.1 value. */
export type Der = Uint8Array;

/** DER of any tag: tag, shortest length, content. */
export function tagged(tag: number, content: Der): Der {
  const length = content.length;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : length < 0x10000
          ? [tag, 0x82, length >> 8, length & 0xff]
          : [tag, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff];
  return join([Uint8Array.from(head), content]);
}

/** Bytes one behind the other. */
export function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export const sequence = (...parts: readonly Der[]): Der => tagged(0x30, join(parts));
export const octets = (content: Uint8Array): Der => tagged(0x04, content);
export const bits = (content: Uint8Array): Der => tagged(0x03, join([Uint8Array.of(0), content]));
export const nothing: Der = Uint8Array.of(0x05, 0x00);
export const flag = (value: boolean): Der => Uint8Array.of(0x01, 0x01, value ? 0xff : 0x00);
export const enumerated = (value: number): Der => Uint8Array.of(0x0a, 0x01, value);
/** [n] around a whole value. */
export const explicit = (n: number, content: Der): Der => tagged(0xa0 | n, content);

/** A SET OF: DER wants its values in the order of their bytes. */
export function setOf(...parts: readonly Der[]): Der {
  return tagged(0x31, join(parts.toSorted((a, b) => Buffer.compare(a, b))));
}

/** A whole number that is not negative, from its big-endian bytes. */
export function unsigned(bytes: Uint8Array): Der {
  let from = 0;
  while (from < bytes.length - 1 && bytes[from] === 0) from += 1;
  const rest = bytes.subarray(from);
  return tagged(0x02, (rest[0] ?? 0) > 0x7f || rest.length === 0 ? join([Uint8Array.of(0), rest]) : rest);
}

export const integer = (value: number): Der =>
  unsigned(Buffer.from(value.toString(16).padStart(value > 0xff ? 8 : 2, '0'), 'hex'));

export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const group = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      group.unshift((left & 0x7f) | 0x80);
    }
    bytes.push(...group);
  }
  return tagged(0x06, Uint8Array.from(bytes));
}

/** Whole seconds in UTC, as certificates and stamps say the time. */
export function generalizedTime(at: Date): Der {
  return tagged(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\.\d+/g, '')}`, 'latin1'));
}
