import { join } from '../der/write.ts';

/** Objects by number, each the text between 'obj' and 'endobj'. */
export type NewObjects = ReadonlyMap<number, Uint8Array>;

/** What the last trailer of a file says; without it nothing can be appended. */
export interface Trailer {
  readonly root: string;
  readonly info: string | undefined;
  readonly id: string | undefined;
  readonly previous: number;
}

/**
 * Appends an incremental update with a classic cross-reference table: not one byte of what is there changes. Returns the whole file.
 * @source ISO 32000-1, 7.5.6
 */
export function appendUpdate(pdf: Uint8Array, objects: NewObjects, trailer: Trailer): Uint8Array {
  const parts: Uint8Array[] = [pdf, Buffer.from('\n')];
  let at = pdf.length + 1;
  const places = new Map<number, number>();
  for (const [number, body] of objects) {
    const whole = join([Buffer.from(`${number} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    places.set(number, at);
    parts.push(whole);
    at += whole.length;
  }
  const lines = [...places]
    .toSorted(([a], [b]) => a - b)
    .map(([number, place]) => `${number} 1\n${String(place).padStart(10, '0')} 00000 n \n`);
  const size = Math.max(...places.keys(), sizeOf(pdf) - 1) + 1;
  const more = `${trailer.info === undefined ? '' : ` /Info ${trailer.info}`}${trailer.id === undefined ? '' : ` /ID ${trailer.id}`}`;
  parts.push(
    Buffer.from(
      `xref\n${lines.join('')}trailer\n<< /Size ${size} /Root ${trailer.root} /Prev ${trailer.previous}${more} >>\nstartxref\n${at}\n%%EOF\n`,
      'latin1',
    ),
  );
  return join(parts);
}

/** Where the last cross-reference begins. */
export function lastReference(pdf: Uint8Array): number {
  const tail = Buffer.from(pdf.subarray(Math.max(0, pdf.length - 2048))).toString('latin1');
  const found = [...tail.matchAll(/startxref\s+(\d+)\s+%%EOF/g)].at(-1)?.[1];
  return found === undefined ? -1 : Number(found);
}

/** True where the last cross-reference is a table; a stream would have to be followed by another one. */
export function hasTable(pdf: Uint8Array): boolean {
  const at = lastReference(pdf);
  return at >= 0 && Buffer.from(pdf.subarray(at, at + 4)).toString('latin1') === 'xref';
}

function sizeOf(pdf: Uint8Array): number {
  const tail = Buffer.from(pdf.subarray(lastReference(pdf))).toString('latin1');
  return Number(/\/Size\s+(\d+)/.exec(tail)?.[1] ?? 0);
}
