import {
  PDFArray,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  PDFRawStream,
  PDFString,
  type PDFDocument,
} from '@cantoo/pdf-lib';
import { AppError } from '#kernel/errors.ts';
import { readCertificate } from '../authority/certificate.ts';
import { findCmsFault, readCms, stampIn, trimPadding, type CmsFault } from '../cms/read-cms.ts';
import { join } from '../der/write.ts';
import { unreadable } from '../fhir/read-jws.ts';
import type { Fault, FoundSignature } from '../verify/verdict.ts';
import { onlyAddsValidation } from './later-changes.ts';
import { dictionaryAt, openPdf } from './open-pdf.ts';

const mostSignatures = 10;

/** Every signature of a PDF with what the file itself gives away. Error: signature.unreadable. */
export async function readPdfSignatures(pdf: Uint8Array): Promise<FoundSignature[]> {
  const document = await openPdf(pdf);
  try {
    return await readAll(pdf, document);
  } catch (error) {
    // A file may be broken wherever it is looked into.
    throw error instanceof AppError ? error : new AppError('signature.unreadable', { cause: error });
  }
}

async function readAll(pdf: Uint8Array, document: PDFDocument): Promise<FoundSignature[]> {
  const dictionaries = document.context
    .enumerateIndirectObjects()
    .map(([, object]) => object)
    .filter(
      (object): object is PDFDict =>
        object instanceof PDFDict &&
        object.has(PDFName.of('ByteRange')) &&
        object.has(PDFName.of('Contents')),
    )
    .slice(0, mostSignatures);
  const store = readStore(document);
  const found: FoundSignature[] = [];
  for (const one of dictionaries) found.push(await readOne(pdf, document, one, store));
  return found;
}

interface Store {
  readonly certificates: FoundSignature['certificates'];
  readonly ocsp: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

function readStore({ catalog }: PDFDocument): Store {
  const dss = dictionaryAt(catalog, 'DSS');
  const blobs = (name: string): Uint8Array[] => {
    const list = dss?.lookup(PDFName.of(name));
    if (!(list instanceof PDFArray)) return [];
    return Array.from({ length: Math.min(list.size(), 30) }, (_, at) => list.lookup(at)).flatMap((stream) =>
      stream instanceof PDFRawStream ? [stream.getContents()] : [],
    );
  };
  const certificates = blobs('Certs').flatMap((der) => {
    try {
      return [readCertificate(der)];
    } catch {
      return [];
    }
  });
  return { certificates, ocsp: blobs('OCSPs'), crls: blobs('CRLs') };
}

const faultOf: Readonly<Record<CmsFault, Fault>> = {
  'no-certificate': 'unreadable',
  digest: 'changed',
  'certificate-swapped': 'certificate-swapped',
  signature: 'changed',
};

async function readOne(
  pdf: Uint8Array,
  document: PDFDocument,
  one: PDFDict,
  store: Store,
): Promise<FoundSignature> {
  const range = readRange(one);
  const contents = one.lookup(PDFName.of('Contents'));
  if (range === undefined || !(contents instanceof PDFHexString || contents instanceof PDFString))
    return unreadable('pdf');
  const [from, start, end, rest] = range;
  const gap = Buffer.from(pdf.subarray(start, end)).toString('latin1');
  const bytes = contents.asBytes();
  // What is left out must be this very signature and nothing else, or anything could hide in the gap.
  const isWhole =
    from === 0 &&
    start < end &&
    end + rest <= pdf.length &&
    /^<[0-9a-fA-F]*>$/.test(gap) &&
    Buffer.from(gap.slice(1, -1), 'hex').equals(Buffer.from(bytes));
  if (!isWhole) return unreadable('pdf', 'wrapped');
  const revision = pdf.subarray(0, end + rest);
  try {
    const cms = readCms(trimPadding(bytes));
    const content = join([pdf.subarray(0, start), revision.subarray(end)]);
    const fault = findCmsFault(cms, content);
    const faults: Fault[] = fault === undefined ? [] : [faultOf[fault]];
    if (!(await onlyAddsValidation(revision, pdf, document))) faults.push('added-after');
    const token = stampIn(cms);
    return {
      form: 'pdf',
      certificate: cms.signer,
      faults,
      claimedAt: readDate(one.lookup(PDFName.of('M'))),
      stamp: token === undefined ? undefined : { token, of: cms.signature },
      certificates: [...cms.certificates, ...store.certificates],
      ocsp: store.ocsp,
      crls: store.crls,
    };
  } catch {
    return unreadable('pdf', 'changed');
  }
}

function readRange(one: PDFDict): [number, number, number, number] | undefined {
  const list = one.lookup(PDFName.of('ByteRange'));
  if (!(list instanceof PDFArray) || list.size() !== 4) return undefined;
  const numbers = Array.from({ length: 4 }, (_, at) => list.lookup(at));
  if (!numbers.every((each) => each instanceof PDFNumber)) return undefined;
  const values = numbers.map((each) => (each as PDFNumber).asNumber());
  if (!values.every((value) => Number.isSafeInteger(value) && value >= 0)) return undefined;
  const [from, length, end, rest] = values as [number, number, number, number];
  return [from, from + length, end, rest];
}

function readDate(value: unknown): Date | undefined {
  if (!(value instanceof PDFString)) return undefined;
  const parts = /^D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\+00'?00'?|Z)?$/.exec(value.asString());
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
