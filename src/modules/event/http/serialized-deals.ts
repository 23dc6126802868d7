import { Injectable } from '@nestjs/common';
import { JsonText } from '#platform/http/json-text';
import type { Offer } from '../domain/offer';
import type { Deal } from '../use-cases/show-deals';
import { dealView } from './deal-view.dto';

/**
 * Deals as JSON, each written once for as long as its offer is remembered. A crowd asks for the same deals again and
 * again, and to write ten of them took a fifth of a search.
 */
@Injectable()
export class SerializedDeals {
  private readonly known = new WeakMap<Offer, { readonly productName: string; readonly text: string }>();

  listOf(deals: readonly Deal[]): JsonText {
    let text = '';
    for (const deal of deals) text += (text === '' ? '' : ',') + this.textOf(deal);
    return new JsonText(`[${text}]`);
  }

  /** Nothing of an offer changes as long as it is the same object; its product may get another name. */
  private textOf(deal: Deal): string {
    const known = this.known.get(deal.offer);
    if (known?.productName === deal.productName) return known.text;
    const text = JSON.stringify(dealView(deal));
    this.known.set(deal.offer, { productName: deal.productName, text });
    return text;
  }
}
