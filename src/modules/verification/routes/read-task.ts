import { AppError } from '#kernel/errors.ts';
import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { defineRoute, type StreamRoute } from '#platform/module/define-module.ts';
import { readTask } from '../api.ts';
import { mayPropose, patientOf } from '../repair/desk.ts';
import { viewOf } from '../repair/show-task.ts';
import { readTaskRow } from '../repair/task-row.ts';

export const readTaskRoute = defineRoute({
  ...readTask,
  allow: 'verification.see',
  handle: async (ctx, { id }) => viewOf(ctx, await readTaskRow(ctx, id)),
});

const mostBytes = 10_000_000;

/** How files of each kind begin: what a sender says of a file is not believed alone. */
const beginnings: Readonly<Record<string, readonly number[]>> = {
  'application/pdf': [0x25, 0x50, 0x44, 0x46, 0x2d],
  'image/jpeg': [0xff, 0xd8, 0xff],
  'image/png': [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a],
};

/** Takes the photo or PDF of a paper to a task: from the station that works on it, or from the person whose request it is. */
export const attachPaperStream: StreamRoute = {
  method: 'PUT',
  path: '/api/verification/tasks/:id/paper',
  allow: 'verification.attach',
  accepts: Object.keys(beginnings),
  bodyLimit: mostBytes,
  summary: { vi: 'Đính kèm ảnh hoặc PDF giấy tờ', en: 'Attach the photo or PDF of a paper' },
  async handle(ctx, { params, headers, body }) {
    const row = await readTaskRow(ctx, params['id'] ?? '');
    const isOwn = row.kind === 'own' && row.opened_by === ctx.actor.accountId && row.state === 'open';
    if (!isOwn) {
      await patientOf(ctx, row);
      if (!mayPropose(ctx, row)) throw new AppError('verification.task-changed');
    }
    const type = (headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
    const bytes = await buffer(body);
    const isWhatItSays = beginnings[type]?.every((byte, at) => bytes[at] === byte) === true;
    if (!isWhatItSays) throw new AppError('request.unsupported-media');
    const { sha256, size } = await ctx.files.put(Readable.from([bytes]), mostBytes);
    const rows = await ctx.sql.query(
      `update verification.task set paper_sha256 = $3, paper_type = $4, paper_size = $5, version = version + 1
       where bucket = $1 and id = $2 and version = $6 and state <> 'closed' returning 1`,
      [row.bucket, row.id, sha256, type, size, row.version],
    );
    if (rows.length === 0) throw new AppError('verification.task-changed');
    return {
      status: 200,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ type, size }),
    };
  },
};

/** The paper of a task, for whoever may see the task. */
export const readPaperStream: StreamRoute = {
  method: 'GET',
  path: '/api/verification/tasks/:id/paper',
  allow: 'verification.see',
  accepts: [],
  summary: { vi: 'Xem giấy tờ đính kèm', en: 'The attached paper' },
  async handle(ctx, { params }) {
    const row = await readTaskRow(ctx, params['id'] ?? '');
    await patientOf(ctx, row);
    if (row.paper_sha256 === null || row.paper_type === null) throw new AppError('record.not-found');
    const bytes = await buffer(await ctx.files.open(row.paper_sha256));
    await ctx.files.scan(bytes);
    return {
      status: 200,
      headers: {
        'Content-Type': row.paper_type,
        'Content-Disposition': 'attachment; filename="paper"',
        'Cache-Control': 'no-store',
      },
      body: bytes,
    };
  },
};
