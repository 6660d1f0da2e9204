import { createHash } from 'node:crypto';
import { PDFArray, PDFName, type PDFDocument } from '@cantoo/pdf-lib';
import { attribute, signCms } from '../cms/sign-cms.ts';
import { objectIds } from '../der/object-ids.ts';
import { join } from '../der/write.ts';
import type { SigningDesk, ValidationData } from '../fhir/sign-jws.ts';
import { appendUpdate } from './append-update.ts';
import { dictionaryAt, openPdf, printObject, readyToAppend, trailerOf, withEntries } from './open-pdf.ts';

/** Bytes kept free for the signature with its time stamp and certificates. */
const room = 12_000;
const range = '[0 0000000000 0000000000 0000000000]';

/**
 * Signs a PDF as PAdES baseline B-LT: an update with the signature and its time stamp, then one with everything that is needed to verify it
 * later. Bytes that were there stay as they are. Errors: signature.*.
 * @source ETSI EN 319 142-1; ISO 32000-1, 12.8
 */
export async function signPdf(pdf: Uint8Array, name: string, desk: SigningDesk): Promise<Uint8Array> {
  const prepared = await prepare(await readyToAppend(pdf), name, desk.now);
  const { bytes, start, end } = fillRange(prepared);
  const content = join([bytes.subarray(0, start), bytes.subarray(end)]);
  const cms = await signCms({
    key: desk.key,
    contentType: objectIds.data,
    content,
    detached: true,
    unsigned: async (signature) => [attribute(objectIds.timeStampToken, await desk.stamp(signature))],
  });
  if (cms.length > room) throw new Error('the signature is larger than the room for it');
  const hex = Buffer.from(cms)
    .toString('hex')
    .padEnd(room * 2, '0');
  bytes.set(Buffer.from(hex, 'latin1'), start + 1);
  return addValidation(bytes, Buffer.from(hex, 'hex'), await desk.validation());
}

/** Appends signature, field and what names them; the signature itself is still zeros. */
async function prepare(pdf: Uint8Array, name: string, now: Date): Promise<Uint8Array> {
  const document = await openPdf(pdf);
  const { context, catalog } = document;
  const [signature, field] = [context.largestObjectNumber + 1, context.largestObjectNumber + 2];
  const page = document.getPage(0);
  const form = dictionaryAt(catalog, 'AcroForm');
  const fields = listed(form?.lookup(PDFName.of('Fields')));
  const annotations = listed(page.node.lookup(PDFName.of('Annots')));
  const newForm = `<< /Fields [${[...fields, `${field} 0 R`].join(' ')}] /SigFlags 3 >>`;
  return appendUpdate(
    pdf,
    new Map<number, Uint8Array>([
      [
        signature,
        Buffer.from(
          `<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /ByteRange ${range} /Contents <${'0'.repeat(room * 2)}> /M (${pdfDate(now)}) /Name ${textString(name)} >>`,
          'latin1',
        ),
      ],
      [
        field,
        Buffer.from(
          `<< /Type /Annot /Subtype /Widget /FT /Sig /T (Sen${fields.length + 1}) /V ${signature} 0 R /F 132 /Rect [0 0 0 0] /P ${String(page.ref)} >>`,
          'latin1',
        ),
      ],
      [
        page.ref.objectNumber,
        withEntries(page.node, { Annots: `[${[...annotations, `${field} 0 R`].join(' ')}]` }),
      ],
      [rootNumber(document), withEntries(catalog, { AcroForm: newForm })],
    ]),
    trailerOf(document, pdf),
  );
}

function listed(value: unknown): string[] {
  return value instanceof PDFArray ? value.asArray().map((one) => printObject(one).toString('latin1')) : [];
}

const rootNumber = (document: PDFDocument): number =>
  Number(/^(\d+)/.exec(String(document.context.trailerInfo.Root))?.[1]);

/** Writes which bytes are signed: all but the signature itself. */
function fillRange(pdf: Uint8Array): { bytes: Uint8Array; start: number; end: number } {
  const bytes = Buffer.from(pdf);
  const from = bytes.lastIndexOf(range, undefined, 'latin1');
  const start = bytes.indexOf('/Contents <', from, 'latin1') + '/Contents '.length;
  const end = start + room * 2 + 2;
  const pad = (value: number): string => String(value).padStart(10, '0');
  bytes.write(`[0 ${pad(start)} ${pad(end)} ${pad(bytes.length - end)}]`, from, 'latin1');
  return { bytes, start, end };
}

/** Appends certificates, OCSP answers and lists of the revoked (DSS), also by signature (VRI). */
async function addValidation(
  pdf: Uint8Array,
  contents: Uint8Array,
  data: ValidationData,
): Promise<Uint8Array> {
  const document = await openPdf(pdf);
  let next = document.context.largestObjectNumber + 1;
  const objects = new Map<number, Uint8Array>();
  const earlier = dictionaryAt(document.catalog, 'DSS');
  const store = (name: string, blobs: readonly Uint8Array[]): string => {
    const kept = listed(earlier?.lookup(PDFName.of(name)));
    const references = blobs.map((blob) => {
      const number = next++;
      const head = Buffer.from(`<< /Length ${blob.length} >>\nstream\n`);
      objects.set(number, join([head, blob, Buffer.from('\nendstream')]));
      return `${number} 0 R`;
    });
    return `[${[...kept, ...references].join(' ')}]`;
  };
  const certificates = store('Certs', data.certificates);
  const [ocsp, crls] = [store('OCSPs', data.ocsp), store('CRLs', data.crls)];
  const key = createHash('sha1').update(contents).digest('hex').toUpperCase();
  const own = `<< /Type /VRI /Cert ${certificates} /OCSP ${ocsp} /CRL ${crls} >>`;
  const others = earlier === undefined ? undefined : dictionaryAt(earlier, 'VRI');
  const vri = withEntries(others ?? document.context.obj({}), { [key]: own }).toString('latin1');
  const dss = `<< /Type /DSS /Certs ${certificates} /OCSPs ${ocsp} /CRLs ${crls} /VRI ${vri} >>`;
  objects.set(rootNumber(document), withEntries(document.catalog, { DSS: dss }));
  return appendUpdate(pdf, objects, trailerOf(document, pdf));
}

const pdfDate = (at: Date): string => `D:${at.toISOString().replace(/[-:T]|\.\d+Z/g, '')}+00'00'`;

/** UTF-16 in hex, so that every letter of a Vietnamese name is kept. */
function textString(text: string): string {
  const bytes = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  return `<${bytes.toString('hex')}>`;
}
