import type { Attachment, Resource } from '@medplum/fhirtypes';

/** A file behind a line. */
export interface RecordFile {
  readonly index: number;
  readonly title: string;
  readonly contentType: string;
  readonly bytes?: number;
}

/** Attachments of a line, in their order; the index names one in an address. */
export function attachmentsOf(resource: Resource): readonly Attachment[] {
  if (resource.resourceType === 'DocumentReference')
    return resource.content.map(({ attachment }) => attachment);
  return resource.resourceType === 'DiagnosticReport' ? (resource.presentedForm ?? []) : [];
}

/** Files that can be opened here: those that carry their bytes. */
export function filesOf(resource: Resource): RecordFile[] {
  return attachmentsOf(resource).flatMap((attachment, index) => {
    if (attachment.data === undefined) return [];
    const bytes = attachment.size ?? Math.floor((attachment.data.length * 3) / 4);
    return [
      {
        index,
        title: attachment.title ?? '',
        contentType: attachment.contentType ?? 'application/octet-stream',
        bytes,
      },
    ];
  });
}
