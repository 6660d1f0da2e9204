import type { Context } from '#platform/context.ts';

/** The secret of a copy as it is kept. */
export function sealCopy(ctx: Context, copyId: string, secret: Buffer): string {
  return ctx.seal.seal(secret.toString('hex'), `data-copy:${copyId}`);
}

/** The secret that the marks of a copy are drawn from. */
export function openCopy(ctx: Context, copyId: string, sealed: string): Buffer {
  return Buffer.from(ctx.seal.open(sealed, `data-copy:${copyId}`), 'hex');
}
