import { children, readWhole } from '../der/read.ts';
import { join, sequence, unsigned } from '../der/write.ts';

/** r and s side by side become the SEQUENCE that CMS and certificates carry. */
export function toDer(raw: Uint8Array): Uint8Array {
  const half = raw.length / 2;
  return sequence(unsigned(raw.subarray(0, half)), unsigned(raw.subarray(half)));
}

/** The SEQUENCE becomes r and s side by side, each of 32 bytes. Throws BadDer. */
export function toRaw(der: Uint8Array): Uint8Array {
  const halves = children(readWhole(der, 0x30)).map(({ content }) => {
    const bytes = content[0] === 0 ? content.subarray(1) : content;
    return join([new Uint8Array(Math.max(0, 32 - bytes.length)), bytes]);
  });
  return join(halves);
}
