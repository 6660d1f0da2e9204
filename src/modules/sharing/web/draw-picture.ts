import { encode } from 'uqr';

/** The picture as a phone of usual size shows it, three dots to a point. */
const width = 390;
const height = 844;
const dots = 3;
/** Above is the phone's own clock, below its buttons. */
const top = 250;
const bottom = 740;
const side = 28;
const codeSize = 170;
const lineHeight = 24;

/** What stands on the picture. */
export interface PictureWords {
  readonly head: string;
  readonly lines: readonly string[];
  /** What the QR code says. */
  readonly code: string;
  readonly more: string;
}

/** Draws the picture for a lock screen: white on black, the lines above, the code below. */
export async function drawPicture({ head, lines, code, more }: PictureWords): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = width * dots;
  canvas.height = height * dots;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  pen.scale(dots, dots);
  pen.fillStyle = 'black';
  pen.fillRect(0, 0, width, height);
  const family = getComputedStyle(document.body).fontFamily;
  pen.fillStyle = 'white';
  pen.font = `600 22px ${family}`;
  pen.fillText(head, side, top);
  pen.font = `17px ${family}`;
  const room = Math.floor((bottom - codeSize - 20 - top - lineHeight) / lineHeight);
  const wrapped = lines.flatMap((line) => wrap(pen, line, width - 2 * side));
  const shown = wrapped.length <= room ? wrapped : [...wrapped.slice(0, room - 1), more];
  shown.forEach((line, at) => pen.fillText(line, side, top + lineHeight * (at + 1) + 8));
  drawCode(pen, code, (width - codeSize) / 2, bottom - codeSize);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob === null ? reject(new Error('no picture')) : resolve(blob)), 'image/png');
  });
}

function wrap(pen: CanvasRenderingContext2D, line: string, room: number): string[] {
  const rows: string[] = [];
  for (const word of line.split(' ')) {
    const last = rows.at(-1);
    if (last !== undefined && pen.measureText(`${last} ${word}`).width <= room)
      rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}

function drawCode(pen: CanvasRenderingContext2D, code: string, left: number, above: number): void {
  const { data, size } = encode(code, { ecc: 'L', border: 3 });
  const dot = codeSize / size;
  pen.fillStyle = 'white';
  pen.fillRect(left, above, codeSize, codeSize);
  pen.fillStyle = 'black';
  data.forEach((row, y) =>
    row.forEach((dark, x) => {
      if (dark) pen.fillRect(left + x * dot, above + y * dot, dot + 0.3, dot + 0.3);
    }),
  );
}
