/**
 * The row that a request with a key writes in the transaction of its effect: the first request that commits it wins.
 */
export interface Claim {
  readonly userId: number;
  readonly key: string;
  /** SHA-256 of the canonical request, 32 bytes */
  readonly hash: Buffer;
}

/** Another request of the same user with the same key has committed first: this transaction must be rolled back. */
export class KeyAlreadyClaimed extends Error {
  constructor() {
    super('The idempotency key was claimed by another request');
    this.name = 'KeyAlreadyClaimed';
  }
}
