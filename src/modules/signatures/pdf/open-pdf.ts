import { PDFDict, PDFDocument, PDFName, PDFRef, type PDFObject } from '@cantoo/pdf-lib';
import { AppError } from '#kernel/errors.ts';
import { hasTable, lastReference, type Trailer } from './append-update.ts';

/** Opens a PDF to look at it. Error: signature.unreadable (no PDF, encrypted, broken). */
export async function openPdf(bytes: Uint8Array): Promise<PDFDocument> {
  let document: PDFDocument;
  try {
    document = await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true });
  } catch (error) {
    throw new AppError('signature.unreadable', { cause: error });
  }
  // A head alone is opened without a word; its catalog is not there, whatever the type says.
  if (!((document.catalog as unknown) instanceof PDFDict)) throw new AppError('signature.unreadable');
  return document;
}

/** A PDF to which an update can be appended: one whose table is a stream is written anew, before anybody signed it. */
export async function readyToAppend(bytes: Uint8Array): Promise<Uint8Array> {
  if (hasTable(bytes)) return bytes;
  const document = await openPdf(bytes);
  return document.save({ useObjectStreams: false, updateFieldAppearances: false });
}

/** What the next trailer repeats. */
export function trailerOf(document: PDFDocument, bytes: Uint8Array): Trailer {
  const { Root, Info, ID } = document.context.trailerInfo;
  return {
    root: String(Root),
    info: Info instanceof PDFRef ? String(Info) : undefined,
    id: ID === undefined ? undefined : printObject(ID).toString('latin1'),
    previous: lastReference(bytes),
  };
}

/** An object as it stands in a file. */
export function printObject(object: PDFObject): Buffer {
  const bytes = new Uint8Array(object.sizeInBytes());
  object.copyBytesInto(bytes, 0);
  return Buffer.from(bytes);
}

/** A copy of a dictionary with some entries replaced; values are PDF source. */
export function withEntries(dictionary: PDFDict, entries: Readonly<Record<string, string>>): Buffer {
  const replaced = new Set(Object.keys(entries));
  const kept = dictionary
    .entries()
    .filter(([name]) => !replaced.has(name.decodeText()))
    .map(([name, value]) => `${String(name)} ${printObject(value).toString('latin1')}`);
  const added = Object.entries(entries).map(([name, value]) => `/${name} ${value}`);
  return Buffer.from(`<< ${[...kept, ...added].join('\n')} >>`, 'latin1');
}

/** The entry of a dictionary, references followed, where it is a dictionary. */
export function dictionaryAt(dictionary: PDFDict, name: string): PDFDict | undefined {
  const value = dictionary.lookup(PDFName.of(name));
  return value instanceof PDFDict ? value : undefined;
}
