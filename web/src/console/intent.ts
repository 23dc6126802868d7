import { ShopError } from '@hotdeal/client';
import { newKey } from '../ground/new-key';
import { shop } from '../ground/shop';

interface Wish {
  readonly key: string;
  /** when it was first wished, by the shop's clock, in whole seconds: what says "now" says it the same each time */
  readonly at: number;
}

/**
 * What a person wishes, and the key under which it is asked for: a double click, or another try after a lost answer,
 * is the same wish and has one effect. What the shop has answered, it has heard: the next wish has a key of its own.
 */
export class Intent {
  private kept: (Wish & { readonly content: string }) | undefined;

  async carryOut<Result>(content: unknown, ask: (wish: Wish) => Promise<Result>): Promise<Result> {
    const text = JSON.stringify(content);
    if (this.kept?.content !== text)
      this.kept = { content: text, key: newKey(), at: Math.floor(shop.clock.now() / 1_000) * 1_000 };
    try {
      const result = await ask(this.kept);
      this.kept = undefined;
      return result;
    } catch (error) {
      if (error instanceof ShopError && isRefusal(error)) this.kept = undefined;
      throw error;
    }
  }
}

/** Anything else may hide an effect. */
function isRefusal({ status, code }: ShopError): boolean {
  return status < 500 && code !== 'IDEMPOTENCY_IN_PROGRESS';
}
