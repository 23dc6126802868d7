import { Injectable } from '@nestjs/common';
import { JsonText } from '#platform/http/api-answers';
import type { Offer } from '../event.contract';
import type { Deal } from '../use-cases/show-deals';
import { dealView } from './deal-view.dto';

/**
 * Serialises deals, each once for as long as its offer is cached: many clients search for the same deals, and
 * serialising ten of them took a fifth of a search.
 */
@Injectable()
export class SerializedDeals {
  private readonly texts = new WeakMap<Offer, { readonly productName: string; readonly text: string }>();

  listOf(deals: readonly Deal[]): JsonText {
    let text = '';
    for (const deal of deals) text += (text === '' ? '' : ',') + this.textOf(deal);
    return new JsonText(`[${text}]`);
  }

  /** The same offer object never changes, but its product may be renamed. */
  private textOf(deal: Deal): string {
    const cached = this.texts.get(deal.offer);
    if (cached?.productName === deal.productName) return cached.text;
    const text = JSON.stringify(dealView(deal));
    this.texts.set(deal.offer, { productName: deal.productName, text });
    return text;
  }
}
