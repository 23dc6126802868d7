import { ShopError } from '@hotdeal/client';
import { shop } from './shop';

/** The key of one request, however often it is sent. `crypto.randomUUID` exists on HTTPS only. */
export function newIdempotencyKey(): string {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (part) => part.toString(36)).join('-');
}

interface RequestIdentity {
  readonly key: string;
  /** when it was first sent, by the shop's clock, in whole seconds: a body that says "now" says the same each time */
  readonly at: number;
}

/**
 * Sends equal content again under the same key: a double click, or another attempt after a lost answer, has one effect.
 * Once the shop has answered, the next request gets a key of its own.
 */
export class IdempotentRequest {
  private pending: (RequestIdentity & { readonly content: string }) | undefined;

  async send<Result>(content: unknown, request: (identity: RequestIdentity) => Promise<Result>): Promise<Result> {
    const text = JSON.stringify(content);
    if (this.pending?.content !== text)
      this.pending = { content: text, key: newIdempotencyKey(), at: Math.floor(shop.clock.now() / 1_000) * 1_000 };
    try {
      const result = await request(this.pending);
      this.pending = undefined;
      return result;
    } catch (error) {
      if (error instanceof ShopError && isFinal(error)) this.pending = undefined;
      throw error;
    }
  }
}

/** After any other error the request may have had its effect. */
function isFinal({ status, code }: ShopError): boolean {
  return status < 500 && code !== 'IDEMPOTENCY_IN_PROGRESS';
}
