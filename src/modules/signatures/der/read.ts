/** A value read from DER: where it lies and what is in it. */
export interface Node {
  readonly tag: number;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
  readonly content: Uint8Array;
}

/** Bytes that are not DER, or not of the shape that was expected. */
export class BadDer extends Error {
  override readonly name = 'BadDer';
}

/** Reads one value; what follows it stays unread. Lengths must be definite and inside the bytes given. */
export function readNode(bytes: Uint8Array, from = 0): Node {
  const tag = bytes[from];
  const first = bytes[from + 1];
  if (tag === undefined || first === undefined) throw new BadDer('cut off');
  if ((tag & 0x1f) === 0x1f) throw new BadDer('long tags are not used here');
  let at = from + 2;
  let length = first;
  if (first > 0x7f) {
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new BadDer('length');
    length = 0;
    for (let i = 0; i < count; i += 1) length = length * 256 + (bytes[at + i] ?? 0);
    at += count;
  }
  if (at + length > bytes.length) throw new BadDer('cut off');
  return { tag, whole: bytes.subarray(from, at + length), content: bytes.subarray(at, at + length) };
}

/** The one value that these bytes are; nothing may follow it. */
export function readWhole(bytes: Uint8Array, tag?: number): Node {
  const node = readNode(bytes);
  if (node.whole.length !== bytes.length) throw new BadDer('something follows');
  if (tag !== undefined && node.tag !== tag) throw new BadDer('another kind of value');
  return node;
}

/** The values inside a constructed one. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  for (let at = 0; at < node.content.length;) {
    const child = readNode(node.content, at);
    found.push(child);
    at += child.whole.length;
  }
  return found;
}

/** Hands out the values of a sequence one after the other. */
export function walk(node: Node): Walk {
  const rest = children(node);
  let at = 0;
  return {
    next(tag) {
      const child = rest[at];
      if (child === undefined || (tag !== undefined && child.tag !== tag)) throw new BadDer('missing value');
      at += 1;
      return child;
    },
    maybe(tag) {
      const child = rest[at];
      if (child?.tag !== tag) return undefined;
      at += 1;
      return child;
    },
    peek: () => rest[at]?.tag,
  };
}

export interface Walk {
  /** The next value, which must have this tag. */
  next(tag?: number): Node;
  /** The next value where it has this tag. */
  maybe(tag: number): Node | undefined;
  peek(): number | undefined;
}

export function oidOf(node: Node): string {
  if (node.tag !== 0x06 || node.content.length === 0) throw new BadDer('no object identifier');
  const arcs: number[] = [];
  let value = 0;
  for (const byte of node.content) {
    value = value * 128 + (byte & 0x7f);
    if (byte > 0x7f) continue;
    arcs.push(value);
    value = 0;
  }
  const first = Math.min(2, Math.floor(arcs[0]! / 40));
  return [first, arcs[0]! - first * 40, ...arcs.slice(1)].join('.');
}

/** A whole number as upper-case hex without leading zeros, which is how serial numbers are named here. */
export function hexOf(node: Node): string {
  if (node.tag !== 0x02 && node.tag !== 0x0a) throw new BadDer('no number');
  return Buffer.from(node.content)
    .toString('hex')
    .toUpperCase()
    .replace(/^0+(?=.)/, '');
}

/** GeneralizedTime or UTCTime, in UTC. */
export function timeOf(node: Node): Date {
  const text = Buffer.from(node.content).toString('latin1');
  const full = node.tag === 0x17 ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(full);
  if (parts === null || (node.tag !== 0x17 && node.tag !== 0x18)) throw new BadDer('no time');
  const [, year, month, day, hour, minute, second, fraction = ''] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction.slice(0, 4)}Z`);
}
