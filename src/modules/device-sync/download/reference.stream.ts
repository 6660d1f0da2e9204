import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AppError } from '#kernel/errors.ts';
import { referencePath } from '#kernel/offline/doors.ts';
import type { StreamRoute } from '#platform/module/define-module.ts';
import { deviceOfStation } from '../devices/device-rows.ts';

const press = promisify(gzip);

/**
 * A data set that some module offers to devices, for a worker at her facility; with `device` the device must be hers, in use, and of this
 * facility. Who has the version already is told so without it being read.
 */
export const referenceStream: StreamRoute = {
  method: 'GET',
  path: referencePath,
  allow: 'device-sync.use',
  accepts: [],
  summary: {
    vi: 'Dữ liệu tham chiếu (danh mục, định nghĩa) cho thiết bị làm việc không cần mạng',
    en: 'Reference data (lists, definitions) for a device that works without a network',
  },
  handle: async (ctx, { params, query, headers }) => {
    const device = query.get('device');
    if (device !== null) await deviceOfStation(ctx, device);
    if (ctx.actor.facilityId === undefined) throw new AppError('access.denied', { detail: 'no facility' });
    const reference = ctx.references().find(({ name }) => name === params['name']);
    if (reference === undefined) throw new AppError('device.reference-unknown');
    const told = {
      'Content-Type': 'application/json; charset=utf-8',
      'Cache-Control': 'no-store',
      ETag: `"${await reference.version()}"`,
      Vary: 'Accept-Encoding',
    };
    if (headers['if-none-match'] === told.ETag) return { status: 304, headers: told, body: '' };
    const text = await reference.read();
    if (!/\bgzip\b/.test(headers['accept-encoding'] ?? '')) return { status: 200, headers: told, body: text };
    return { status: 200, headers: { ...told, 'Content-Encoding': 'gzip' }, body: await press(text) };
  },
};
