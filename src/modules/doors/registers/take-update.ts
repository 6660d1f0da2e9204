import { text } from 'node:stream/consumers';
import { AppError } from '#kernel/errors.ts';
import { judgeCall } from '#platform/http/webhook-signature.ts';
import type { StreamRoute } from '#platform/module/define-module.ts';
import { readLine } from './line-settings.ts';
import { lineNames, type LineName } from './register.ts';
import { keepUpdate } from './updates.ts';

/** Where a register tells its news; part of what is signed. */
export const updatePath = (register: LineName): string => `/api/doors/registers/${register}/updates`;

/**
 * Takes news that a register pushes. Whoever cannot sign with the secret of that register's line is refused, whatever she sends; a signature
 * older than five minutes too. The address that is signed is Sen's public one, told by the host that was called.
 * @source RFC 9421, HTTP Message Signatures
 */
export const takeUpdateStream: StreamRoute = {
  method: 'POST',
  path: '/api/doors/registers/:register/updates',
  allow: 'public',
  accepts: ['application/json'],
  bodyLimit: 64_000,
  summary: {
    vi: 'Nhận tin do CSDL dân cư, BHXH hoặc hệ thống tiêm chủng quốc gia đẩy sang (có chữ ký của bên gửi)',
    en: 'Takes news pushed by the population database, social insurance or the national immunisation system (signed by the sender)',
  },
  async handle(ctx, { params, headers, body }) {
    const register = lineNames.find((name) => name === params['register']);
    if (register === undefined) throw new AppError('route.not-found');
    const line = await readLine(ctx, register);
    const said = await text(body);
    // Behind a proxy the scheme is not seen here; the host is what the sender called.
    const isRight = ['https', 'http'].some(
      (scheme) =>
        line !== undefined &&
        judgeCall(
          { method: 'POST', url: `${scheme}://${headers['host'] ?? ''}${updatePath(register)}`, body: said },
          headers,
          [{ id: 'register:1', secret: line.secret }],
          ctx.now(),
        ) === undefined,
    );
    if (!isRight) throw new AppError('doors.update-unsigned');
    const outcome = await keepUpdate(ctx, register, said);
    return {
      status: outcome === 'new' ? 202 : 200,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ outcome }),
    };
  },
};
