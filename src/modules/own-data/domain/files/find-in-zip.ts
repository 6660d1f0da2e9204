import { FileFault } from './found-reading.ts';

/** Reads bytes from one place to another, as far as the file goes. */
export type ReadBytes = (from: number, to: number) => Promise<DataView>;

/** A file inside a zip. */
export interface ZipEntry {
  readonly name: string;
  /** 0 as it is, 8 deflated. */
  readonly method: number;
  readonly packed: number;
  readonly size: number;
  /** Where its own head begins. */
  readonly head: number;
}

const signs = {
  end: 0x0605_4b50,
  end64: 0x0606_4b50,
  place64: 0x0706_4b50,
  entry: 0x0201_4b50,
  head: 0x0403_4b50,
};
const none32 = 0xffff_ffff;
const mostEntries = 20_000;
/** The list of a zip is small beside what it holds; a larger one is no export. */
const mostList = 32_000_000;

/**
 * The list of a zip, read from its end, as large as it may be (zip64 as well). Error: FileFault.
 * @source APPNOTE.TXT 6.3.10, PKWARE, sections 4.3.12 to 4.3.16, 4.5.3
 */
export async function listZip(size: number, read: ReadBytes): Promise<ZipEntry[]> {
  const { at, length } = await findList(size, read);
  if (length > mostList || at + length > size) throw new FileFault('zip-broken');
  const list = await read(at, at + length);
  const entries: ZipEntry[] = [];
  let from = 0;
  while (from + 46 <= list.byteLength && entries.length < mostEntries) {
    if (list.getUint32(from, true) !== signs.entry) break;
    const [nameLength, extraLength, noteLength] = [28, 30, 32].map((place) =>
      list.getUint16(from + place, true),
    ) as [number, number, number];
    const next = from + 46 + nameLength + extraLength + noteLength;
    if (next > list.byteLength) throw new FileFault('zip-broken');
    const name = new TextDecoder().decode(part(list, from + 46, nameLength));
    const [packed, whole, head] = wide(
      [list.getUint32(from + 20, true), list.getUint32(from + 24, true), list.getUint32(from + 42, true)],
      part(list, from + 46 + nameLength, extraLength),
    );
    entries.push({ name, method: list.getUint16(from + 10, true), packed, size: whole, head });
    from = next;
  }
  return entries;
}

/** Where the bytes of an entry begin. Error: FileFault. */
export async function bodyOf({ head }: ZipEntry, read: ReadBytes): Promise<number> {
  const view = await read(head, head + 30);
  if (view.byteLength < 30 || view.getUint32(0, true) !== signs.head) throw new FileFault('zip-broken');
  return head + 30 + view.getUint16(26, true) + view.getUint16(28, true);
}

/**
 * The file of an export that holds the readings: the largest XML that is no clinical document, for its name is written in the language of the
 * phone; or a table. Error: FileFault.
 */
export function exportIn(entries: readonly ZipEntry[]): ZipEntry {
  const usable = entries.filter(({ name }) => /\.(?:xml|csv)$/iu.test(name) && !/_cda\.xml$/iu.test(name));
  const largest = usable.toSorted((a, b) => b.size - a.size)[0];
  if (largest === undefined) throw new FileFault('zip-empty');
  if (largest.method !== 0 && largest.method !== 8) throw new FileFault('zip-kind');
  return largest;
}

async function findList(size: number, read: ReadBytes): Promise<{ at: number; length: number }> {
  const start = Math.max(0, size - 65_557);
  const tail = await read(start, size);
  for (let from = tail.byteLength - 22; from >= 0; from -= 1) {
    if (tail.getUint32(from, true) !== signs.end) continue;
    const [length, at] = [tail.getUint32(from + 12, true), tail.getUint32(from + 16, true)];
    if (at !== none32 && length !== none32) return { at, length };
    return findList64(tail, from, read);
  }
  throw new FileFault('zip-broken');
}

async function findList64(
  tail: DataView,
  end: number,
  read: ReadBytes,
): Promise<{ at: number; length: number }> {
  const place = end - 20;
  if (place < 0 || tail.getUint32(place, true) !== signs.place64) throw new FileFault('zip-broken');
  const at = big(tail, place + 8);
  const view = await read(at, at + 56);
  if (view.byteLength < 56 || view.getUint32(0, true) !== signs.end64) throw new FileFault('zip-broken');
  return { at: big(view, 48), length: big(view, 40) };
}

/** Sizes and place of an entry; those that do not fit 32 bits stand in its zip64 field, in this order. */
function wide(
  [packed, size, head]: readonly [number, number, number],
  extra: DataView,
): [packed: number, size: number, head: number] {
  let at = 0;
  while (at + 4 <= extra.byteLength) {
    const [id, length] = [extra.getUint16(at, true), extra.getUint16(at + 2, true)];
    if (id === 1) {
      let from = at + 4;
      const end = Math.min(from + length, extra.byteLength);
      const take = (known: number): number => {
        if (known !== none32) return known;
        if (from + 8 > end) throw new FileFault('zip-broken');
        from += 8;
        return big(extra, from - 8);
      };
      const wholeSize = take(size);
      return [take(packed), wholeSize, take(head)];
    }
    at += 4 + length;
  }
  return [packed, size, head];
}

function big(view: DataView, at: number): number {
  const value = Number(view.getBigUint64(at, true));
  if (!Number.isSafeInteger(value)) throw new FileFault('zip-broken');
  return value;
}

function part(view: DataView, from: number, length: number): DataView {
  return new DataView(view.buffer, view.byteOffset + from, length);
}
