import { makePdf as print } from '#platform/print/make-pdf.ts';

/** The summary on A4. */
export function makePdf(paper: object): Promise<Uint8Array> {
  return print(new URL('summary.typ', import.meta.url), paper);
}
