import {
  PDFArray,
  PDFDict,
  PDFName,
  PDFNumber,
  PDFStream,
  type PDFDocument,
  type PDFObject,
} from '@cantoo/pdf-lib';
import { openPdf, printObject } from './open-pdf.ts';

/** Entries that an update for verifying later, or for a further signature, may bring to the objects that hold the file together. */
const mayChange: ReadonlySet<string> = new Set(['DSS', 'Extensions', 'AcroForm', 'Annots']);

/**
 * Whether everything behind the signed part only helps to verify it: certificates and answers (DSS), or a further invisible signature.
 * Anything else that was added after signing (a page, an overlay, a field, a replaced object: also what a shadow attack switches on)
 * makes the file another one than the one that was signed.
 */
export async function onlyAddsValidation(
  revision: Uint8Array,
  whole: Uint8Array,
  document: PDFDocument,
): Promise<boolean> {
  if (revision.length === whole.length) return true;
  const before = await openPdf(revision);
  const then = new Map(
    before.context.enumerateIndirectObjects().map(([ref, object]) => [String(ref), object]),
  );
  const now = new Map(
    document.context.enumerateIndirectObjects().map(([ref, object]) => [String(ref), object]),
  );
  if (String(before.context.trailerInfo.Root) !== String(document.context.trailerInfo.Root)) return false;
  for (const [ref, object] of then) {
    const later = now.get(ref);
    if (later === undefined || !isSame(object, later, isHolder(object))) return false;
  }
  const added = [...now].filter(([ref]) => !then.has(ref)).map(([, object]) => object);
  return added.every(isHarmless);
}

/** Catalog and pages: the two kinds of objects that a further signature touches. */
function isHolder(object: PDFObject): boolean {
  if (!(object instanceof PDFDict)) return false;
  const type = String(object.get(PDFName.of('Type')));
  return type === '/Catalog' || type === '/Page';
}

function isSame(before: PDFObject, after: PDFObject, isHolding: boolean): boolean {
  if (!isHolding) return printObject(before).equals(printObject(after));
  if (!(before instanceof PDFDict) || !(after instanceof PDFDict)) return false;
  const names = new Set([...before.keys(), ...after.keys()].map((name) => name.decodeText()));
  return [...names].every((name) => {
    const [one, two] = [before.get(PDFName.of(name)), after.get(PDFName.of(name))];
    if (mayChange.has(name)) return grows(before, after, name);
    return one !== undefined && two !== undefined && printObject(one).equals(printObject(two));
  });
}

/** A list of annotations or fields may get longer; nothing in it may go or change its place. */
function grows(before: PDFDict, after: PDFDict, name: string): boolean {
  if (name === 'DSS' || name === 'Extensions') return true;
  const list = (dictionary: PDFDict): string[] => {
    const value = dictionary.lookup(PDFName.of(name));
    const items = value instanceof PDFDict ? value.lookup(PDFName.of('Fields')) : value;
    return items instanceof PDFArray ? items.asArray().map(String) : [];
  };
  const [one, two] = [list(before), list(after)];
  return one.every((item, at) => two[at] === item);
}

/** What may be new: streams and lists of the DSS that nobody draws, signatures, and their fields that show nothing. */
function isHarmless(object: PDFObject): boolean {
  if (object instanceof PDFStream)
    return ['Type', 'Subtype', 'Resources', 'BBox'].every((name) => !object.dict.has(PDFName.of(name)));
  if (object instanceof PDFArray) return true;
  if (!(object instanceof PDFDict)) return true;
  const text = (name: string): string => String(object.get(PDFName.of(name)));
  if (['/DSS', '/VRI', '/Sig', '/DocTimeStamp'].includes(text('Type'))) return true;
  if (text('FT') !== '/Sig') return false;
  const rect = object.lookup(PDFName.of('Rect'));
  return (
    rect instanceof PDFArray &&
    rect.asArray().every((side) => side instanceof PDFNumber && side.asNumber() === 0) &&
    !object.has(PDFName.of('AP')) &&
    !object.has(PDFName.of('AA')) &&
    !object.has(PDFName.of('A'))
  );
}
