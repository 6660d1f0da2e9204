import type { Export, ExportFile } from './exports.ts';

/** Marks the SHA-256 of a file in its place in the manifest. */
const checksum = 'urn:sen:sha256';

/**
 * The manifest of a finished export.
 * @param addressOf where a file is fetched
 * @source HL7 Bulk Data Access 2.0.0 (STU 2), "Response - Complete Status"
 */
export function manifestOf(
  { created, request }: Pick<Export, 'created' | 'request'>,
  files: readonly ExportFile[],
  addressOf: (file: ExportFile) => string,
): object {
  const told = (kind: ExportFile['kind']): object[] =>
    files
      .filter((file) => file.kind === kind)
      .map((file) => ({
        type: file.type,
        url: addressOf(file),
        count: file.count,
        extension: { [checksum]: file.sha256 },
      }));
  return {
    transactionTime: created.toISOString(),
    request,
    requiresAccessToken: true,
    output: told('output'),
    deleted: told('deleted'),
    error: [],
  };
}
