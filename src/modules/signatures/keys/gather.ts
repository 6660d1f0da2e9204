import type { SigningKey } from './signing-key.ts';

/**
 * Lets `count` signers ask one after the other and has all of them signed at once, so that a worker confirms once for many. Every one
 * of them must ask.
 */
export function gather(
  key: SigningKey & { signAll(list: readonly Uint8Array[]): Promise<readonly Uint8Array[]> },
  count: number,
): SigningKey {
  const asked: Uint8Array[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<readonly Uint8Array[]>();
  promise.catch(() => undefined);
  return {
    alg: key.alg,
    certificateChain: key.certificateChain,
    async sign(bytes) {
      const place = asked.push(bytes) - 1;
      if (asked.length === count) key.signAll(asked).then(resolve, reject);
      return (await promise)[place]!;
    },
  };
}
