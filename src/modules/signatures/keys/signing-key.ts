/** How a key signs: ECDSA on P-256 or RSA (PKCS #1 1.5), both over SHA-256. */
export type SigningAlgorithm = 'ES256' | 'RS256';

/**
 * A worker's key, wherever it lies. Adapters that leave this process (a token, a provider's vault) send the SHA-256 of the bytes and
 * nothing else: what is signed stays here.
 */
export interface SigningKey {
  readonly alg: SigningAlgorithm;
  /** DER, the worker's own first, then who issued it, up to but without the root. */
  readonly certificateChain: readonly Uint8Array[];
  /** ES256: r and s side by side (64 bytes). Errors: signature.key-refused, signature.key-unreachable. */
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
