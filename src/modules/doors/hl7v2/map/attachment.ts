import type { Attachment } from '@medplum/fhirtypes';
import type { Segment } from '../message.ts';
import { refuse } from '../rules.ts';
import { compact } from './map-context.ts';

/** @source HL7 v2 tables 0191 (type of referenced data) and 0291 (subtype) */
const mainTypes: Readonly<Record<string, string>> = {
  IM: 'image',
  IMAGE: 'image',
  AP: 'application',
  APPLICATION: 'application',
  TX: 'text',
  TEXT: 'text',
  AU: 'audio',
  AUDIO: 'audio',
  VIDEO: 'video',
  FT: 'text',
  SD: 'application',
  MULTIPART: 'multipart',
};
const subTypes: Readonly<Record<string, string>> = {
  JPEG: 'jpeg',
  JPG: 'jpeg',
  PNG: 'png',
  GIF: 'gif',
  TIFF: 'tiff',
  DICOM: 'dicom',
  HTML: 'html',
  RTF: 'rtf',
  PDF: 'pdf',
  XML: 'xml',
  PLAIN: 'plain',
};

/** PDF, RTF and DICOM are applications whatever main type the sender writes. */
function mediaType(main: string, sub: string): string | undefined {
  const subType =
    subTypes[sub.toUpperCase()] ?? (/^[a-z0-9][a-z0-9.+-]{0,60}$/i.test(sub) ? sub.toLowerCase() : undefined);
  if (subType === undefined) return undefined;
  if (['pdf', 'rtf', 'dicom'].includes(subType)) return `application/${subType}`;
  const mainType = mainTypes[main.toUpperCase()];
  return mainType === undefined ? undefined : `${mainType}/${subType}`;
}

/** ED (source ^ type ^ subtype ^ encoding ^ data) or RP (pointer ^ source ^ type ^ subtype) as an Attachment. */
export function readAttachment(obx: Segment): Attachment {
  const title = obx.text(3, 2) || obx.text(3);
  if (obx.text(2).toUpperCase() === 'RP') {
    const url = obx.text(5);
    if (!/^https?:\/\/\S+$/i.test(url) && !/^urn:\S+$/i.test(url))
      return refuse('field-missing', { segment: 'OBX', sequence: obx.sequence, field: 5 }, 'OBX-5 (RP)');
    return compact({ contentType: mediaType(obx.text(5, 3), obx.text(5, 4)) ?? '', url, title });
  }
  const encoding = obx.text(5, 4).toUpperCase();
  const contentType = mediaType(obx.text(5, 2), obx.text(5, 3)) ?? 'application/octet-stream';
  const data = obx.text(5, 5);
  const bytes =
    encoding === 'A' || encoding === ''
      ? Buffer.from(data, 'utf8')
      : encoding === 'HEX'
        ? readHex(data)
        : readBase64(data);
  if (bytes === undefined || bytes.length === 0)
    return refuse(
      'field-missing',
      { segment: 'OBX', sequence: obx.sequence, field: 5, component: 5 },
      'OBX-5.5',
    );
  return compact({ contentType, data: bytes.toString('base64'), title });
}

function readBase64(text: string): Buffer | undefined {
  const clean = text.replace(/\s+/g, '');
  return /^[A-Za-z0-9+/]*={0,2}$/.test(clean) && clean.replace(/=+$/, '').length % 4 !== 1
    ? Buffer.from(clean, 'base64')
    : undefined;
}

function readHex(text: string): Buffer | undefined {
  return /^(?:[0-9A-Fa-f]{2})*$/.test(text) ? Buffer.from(text, 'hex') : undefined;
}
