/** A photo of a phone is larger than a paper needs to be read. */
const longestSide = 2000;
const enoughBytes = 1_500_000;

/** The photo in a size that the server takes; what is small enough or no photo stays as it is. */
export async function shrinkPhoto(file: File): Promise<Blob> {
  if (file.size <= enoughBytes || !file.type.startsWith('image/')) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const smaller = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', 0.85));
  return smaller ?? file;
}
