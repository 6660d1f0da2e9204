/** A photo of a phone is larger than a paper needs to be read. */
const longestSide = 2400;
const enoughBytes = 2_000_000;

/** The photo in a size that the centre takes, and as a JPEG whatever the phone makes; no photo stays as it is. */
export async function shrinkPhoto(file: File): Promise<Blob> {
  const isTaken = file.type === 'image/jpeg' || file.type === 'image/png';
  if (!file.type.startsWith('image/') || (isTaken && file.size <= enoughBytes)) return file;
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (picture === undefined) return file;
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const smaller = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
  return smaller ?? file;
}
