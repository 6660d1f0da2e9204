import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { AppError } from '#kernel/errors.ts';
import type { StreamRoute } from '#platform/module/define-module.ts';
import { demandOwn } from '../desk.ts';
import { tagOf } from '../domain/own-mark.ts';
import { keepOnce } from '../keep-once.ts';
import { nameGiverOf } from '../name-giver.ts';

const mostBytes = 5_000_000;
const longestName = 120;

/** How files of each kind begin: what a sender says of a file is not believed. */
const beginnings: readonly (readonly [type: string, bytes: readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]],
];

/**
 * Takes a photo or PDF of a paper into her own record. The same file ten times is one paper. It is scanned in the transaction of the write.
 * Errors: request.unsupported-media, request.too-large, file.infected, file.not-scanned.
 */
export const addPaperStream: StreamRoute = {
  method: 'POST',
  path: '/api/own-data/people/:patientId/papers',
  allow: 'own-data.keep',
  accepts: ['application/octet-stream'],
  bodyLimit: mostBytes,
  summary: {
    vi: 'Thêm ảnh hoặc PDF giấy tờ vào hồ sơ của mình',
    en: 'Add the photo or PDF of a paper to one’s own record',
  },
  async handle(ctx, { params, headers, body }) {
    const patientId = params['patientId'] ?? '';
    const bytes = await buffer(body);
    const type = beginnings.find(([, begins]) => begins.every((byte, at) => bytes[at] === byte))?.[0];
    if (type === undefined) throw new AppError('request.unsupported-media');
    const title = nameIn(headers['x-file-name']);
    const id = await ctx.transaction(async (tx) => {
      const person = await demandOwn(tx, patientId);
      const nameOf = await nameGiverOf(tx, patientId);
      const made = await keepOnce(
        tx,
        {
          resourceType: 'DocumentReference',
          id: nameOf('paper', createHash('sha256').update(bytes).digest('hex')),
          meta: tagOf('paper'),
          status: 'current',
          type: { text: 'Giấy tờ tự chụp' },
          subject: { reference: `Patient/${patientId}` },
          date: tx.now().toISOString(),
          author: [person.who],
          content: [
            {
              attachment: {
                contentType: type,
                size: bytes.length,
                data: bytes.toString('base64'),
                ...(title !== '' && { title }),
              },
            },
          ],
        },
        person,
      );
      return made.id;
    });
    return {
      status: 201,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ id }),
    };
  },
};

/** What she calls it; a header holds it escaped. */
function nameIn(header = ''): string {
  try {
    return decodeURIComponent(header).replaceAll(/\p{C}/gu, '').trim().slice(0, longestName);
  } catch {
    return '';
  }
}
