import type { Attachment } from '@medplum/fhirtypes';

/** Longest side of a kept picture in pixels, and most bytes of any other file. */
const longestSide = 1_280;
const mostBytes = 2_000_000;

/**
 * A file as an Attachment. A picture is made small on the device; where `save` is given the bytes go there and the answer only says
 * where they are. Error: RangeError for what is too large or neither picture nor PDF.
 */
export async function takePicture(
  file: File,
  save: ((file: Blob, name: string) => Promise<Attachment>) | undefined,
): Promise<Attachment> {
  const isPicture = file.type.startsWith('image/') && file.type !== 'image/svg+xml';
  if (!isPicture && file.type !== 'application/pdf') throw new RangeError();
  const small = isPicture ? await shrink(file) : file;
  if (small.size > mostBytes) throw new RangeError();
  if (save !== undefined) return save(small, file.name);
  return { contentType: small.type, title: file.name, data: await base64Of(small) };
}

async function shrink(file: File): Promise<Blob> {
  const image = await createImageBitmap(file);
  const scale = Math.min(1, longestSide / Math.max(image.width, image.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new RangeError())), 'image/jpeg', 0.8);
  });
}

/** Bytes as base64 text. */
export async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32_768)
    text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
  return btoa(text);
}
