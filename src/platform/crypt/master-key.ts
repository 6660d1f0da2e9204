/**
 * The key above all others. It never closes data: it closes one secret of 32 bytes, the root of the installation, and that of each
 * backup. Where it lies is the business of its adapter; a token or a service never gives it out.
 */
export interface MasterKey {
  /** Names it without telling anything of it; the same for the same key wherever it is opened. */
  readonly id: string;
  /** Closes a secret of 32 bytes. @param bound what it is for; it opens only for the same */
  wrap(secret: Buffer, bound: string): Promise<Buffer>;
  /** The secret again. Throws KeysRefused. */
  unwrap(wrapped: Buffer, bound: string): Promise<Buffer>;
}
