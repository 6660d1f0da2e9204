import { text } from 'node:stream/consumers';
import { AppError } from '#kernel/errors.ts';
import { defineRoute, type StreamAnswer, type StreamRoute } from '#platform/module/define-module.ts';
import { manifestPath, manifestRequest, openShared } from '../api.ts';
import { takeFile } from '../keep-ticket.ts';
import { openLink, type Asked } from '../open-link.ts';

const mostBytes = 4000;

/** For our own page: the secret stands in the body, and every outcome is an answer. */
export const openSharedRoute = defineRoute({
  ...openShared,
  allow: 'public',
  alone: true,
  handle: (ctx, { secret, ...asked }) => openLink(ctx, secret, asked),
});

/**
 * For viewers of others, as the standard asks.
 * @source SMART Health Cards and Links IG 1.0.0, "SMART Health Link Manifest Request"
 */
export const manifestStream: StreamRoute = {
  method: 'POST',
  path: `${manifestPath}/:secret`,
  allow: 'public',
  accepts: ['application/json'],
  bodyLimit: mostBytes,
  summary: { vi: 'Mở liên kết mà một người đã chia sẻ', en: 'Open a link that a person shared' },
  async handle(ctx, { params, body }) {
    const opened = await openLink(ctx, params['secret'] ?? '', readAsked(await text(body)));
    switch (opened.outcome) {
      case 'given':
        return json(200, { files: opened.files });
      case 'passcode':
        return json(401, { remainingAttempts: opened.remainingAttempts });
      case 'closed':
        return opened.reason === 'locked'
          ? json(401, { remainingAttempts: 0 })
          : json(404, { reason: opened.reason });
    }
  },
};

/** The file of a manifest that was asked for without it; gone after it was fetched. */
export const fileStream: StreamRoute = {
  method: 'GET',
  path: `${manifestPath}/file/:ticket`,
  allow: 'public',
  accepts: [],
  summary: { vi: 'Lấy tệp của một liên kết', en: 'Fetch the file of a link' },
  async handle(ctx, { params }) {
    const file = await takeFile(ctx, params['ticket'] ?? '');
    if (file === undefined) return json(404, { reason: 'unknown' });
    return { status: 200, headers: { ...plain, 'content-type': 'application/jose' }, body: file };
  },
};

/** Answers are nobody's to keep. */
const plain = { 'cache-control': 'no-store' };

const json = (status: number, body: object): StreamAnswer => ({
  status,
  headers: { ...plain, 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
});

function readAsked(body: string): Asked {
  try {
    const read = manifestRequest.safeParse(JSON.parse(body) as unknown);
    if (read.success) return read.data;
  } catch {
    // Said below.
  }
  throw new AppError('request.invalid');
}
