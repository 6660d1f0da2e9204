/** Finds the text of a QR code in a picture of the camera; undefined where there is none. */
export type ReadFrame = (video: HTMLVideoElement) => Promise<string | undefined>;

interface Detector {
  detect(source: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}
type DetectorClass = (new (options: { formats: string[] }) => Detector) & {
  getSupportedFormats(): Promise<string[]>;
};

/** The browser's own reader where it has one (most phones), else one that is loaded then. */
export async function makeFrameReader(): Promise<ReadFrame> {
  const own = (globalThis as { BarcodeDetector?: DetectorClass }).BarcodeDetector;
  if (own !== undefined && (await own.getSupportedFormats()).includes('qr_code')) {
    const detector = new own({ formats: ['qr_code'] });
    return async (video) => (await detector.detect(video))[0]?.rawValue;
  }
  const readQr = callable(await import('jsqr'));
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    if (pen === null || video.videoWidth === 0) return undefined;
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    pen.drawImage(video, 0, 0);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    return (
      readQr(picture.data, picture.width, picture.height, { inversionAttempts: 'dontInvert' })?.data ||
      undefined
    );
  };
}

type ReadQr = (
  data: Uint8ClampedArray,
  width: number,
  height: number,
  options: { inversionAttempts: 'dontInvert' },
) => { readonly data: string } | null;

/** The library is of the old kind of module: what stands under `default` depends on who bundles it. */
function callable(library: { readonly default: unknown }): ReadQr {
  const found = library.default as ReadQr | { readonly default: ReadQr };
  return typeof found === 'function' ? found : found.default;
}
