/** What a keyed request writes beside its effect: the first request that commits it has made that effect. */
export interface Claim {
  readonly userId: number;
  readonly key: string;
  /** SHA-256 of the canonical request, 32 bytes */
  readonly hash: Buffer;
}

/** Another request with the same user and key has committed first: nothing of this one may remain. */
export class KeyAlreadyClaimed extends Error {
  constructor() {
    super('The idempotency key was claimed by another request');
    this.name = 'KeyAlreadyClaimed';
  }
}
