import { Readable } from 'node:stream';
import { createGzip, constants } from 'node:zlib';
import { AppError } from '#kernel/errors.ts';
import { linesPath, type DownloadLine } from '#kernel/offline/doors.ts';
import type { StreamRoute } from '#platform/module/define-module.ts';
import { deviceOfStation } from '../devices/device-rows.ts';
import { downloads, smallSyncs } from '../admission.ts';
import { readPlace } from './place.ts';
import { readPage } from './read-page.ts';

/**
 * A page of the station's people as lines of JSON, sent while they are read. A page whose last line is missing was cut off; the device asks
 * for it again.
 */
export const linesStream: StreamRoute = {
  method: 'GET',
  path: linesPath,
  allow: 'device-sync.use',
  accepts: [],
  summary: {
    vi: 'Tải người của trạm về thiết bị, từng trang, tiếp được khi đứt mạng',
    en: 'The people of the station for a device, page by page, to go on with after a break',
  },
  handle: async (ctx, { query, headers }) => {
    const { facility_id: facilityId } = await deviceOfStation(ctx, query.get('device') ?? '');
    const cursor = query.get('cursor') ?? undefined;
    if (cursor !== undefined && cursor.length > 2000) throw new AppError('request.invalid');
    const leave = await (isSmall(cursor) ? smallSyncs : downloads).enter();
    const lines = Readable.from(printed(readPage(ctx, facilityId, cursor)));
    lines.once('close', leave);
    const isGzip = /\bgzip\b/.test(headers['accept-encoding'] ?? '');
    const type = { 'Content-Type': 'application/x-ndjson; charset=utf-8', 'Cache-Control': 'no-store' };
    if (!isGzip) return { status: 200, headers: type, body: lines };
    const gzip = createGzip({ level: 5, flush: constants.Z_NO_FLUSH });
    lines.once('error', (error) => gzip.destroy(error));
    // Who hangs up in the middle leaves nobody reading on.
    gzip.once('close', () => lines.destroy());
    return {
      status: 200,
      headers: { ...type, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' },
      body: lines.pipe(gzip),
    };
  },
};

/** Only what changed. */
const isSmall = (cursor: string | undefined): boolean => readPlace(cursor ?? '')?.phase === 'changes';

async function* printed(lines: AsyncIterable<DownloadLine>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
