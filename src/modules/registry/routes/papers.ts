import { buffer } from 'node:stream/consumers';
import { AppError } from '#kernel/errors.ts';
import type { StreamRoute } from '#platform/module/define-module.ts';
import { atDesk, demandWrite } from '../people/at-desk.ts';

const mostBytes = 3_000_000;

/** How files of each kind begin: what a sender says of a file is not believed. */
const beginnings: readonly (readonly [type: string, bytes: readonly number[]])[] = [
  ['application/pdf', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['image/jpeg', [0xff, 0xd8, 0xff]],
  ['image/png', [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]],
];

/**
 * Takes the photo or PDF of a paper to a person's record, where she sees it too, and answers with its id. What is changed by it names it.
 * Errors: request.unsupported-media, request.too-large.
 */
export const attachPaperStream: StreamRoute = {
  method: 'POST',
  path: '/api/registry/people/:id/papers',
  allow: 'registry.correct',
  accepts: ['application/octet-stream'],
  bodyLimit: mostBytes,
  summary: {
    vi: 'Đính kèm ảnh hoặc PDF giấy tờ nhân thân',
    en: 'Attach the photo or PDF of a paper that says who somebody is',
  },
  async handle(ctx, { params, body }) {
    const id = params['id'] ?? '';
    const bytes = await buffer(body);
    const type = beginnings.find(([, begins]) => begins.every((byte, at) => bytes[at] === byte))?.[0];
    if (type === undefined) throw new AppError('request.unsupported-media');
    const paperId = await ctx.transaction(async (tx) => {
      await demandWrite(tx, id);
      const { practitionerId, display } = tx.actor;
      const made = await atDesk(tx).record.create({
        resourceType: 'DocumentReference',
        status: 'current',
        type: { text: 'Giấy tờ nhân thân' },
        subject: { reference: `Patient/${id}` },
        date: tx.now().toISOString(),
        author: [
          practitionerId === undefined
            ? { display }
            : { reference: `Practitioner/${practitionerId}`, display },
        ],
        content: [{ attachment: { contentType: type, size: bytes.length, data: bytes.toString('base64') } }],
      });
      return made.id;
    });
    return {
      status: 201,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ paperId }),
    };
  },
};
