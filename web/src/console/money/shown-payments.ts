import { answerOf } from '@hotdeal/client';
import { computed, effect, signal } from '@preact/signals';
import { shop } from '../../api/shop';
import { arePaymentsOn, loadShopInformation, shopInformation } from '../../api/shop-information';
import { visitor } from '../../auth/session';

/** Whether there are payments or refunds from a time when payments were on. */
const hasPayments = signal(false);

/** A shop without payments has no pages of them, except for those that it took before. */
export const arePaymentsShown = computed(() => arePaymentsOn.value || hasPayments.value);

/** Finds out whether this console shows payments. */
export function startPayments(): void {
  void loadShopInformation();
  effect(() => {
    const account = visitor.value;
    if (typeof account === 'string' || account.role !== 'ADMIN') return;
    if (shopInformation.value?.features.payments !== false) return;
    void findPayments();
  });
}

async function findPayments(): Promise<void> {
  try {
    const { items } = await answerOf(shop.api.GET('/api/payments', { params: { query: { limit: 1 } } }));
    hasPayments.value = items.length > 0;
  } catch {
    // The pages stay reachable by their addresses.
  }
}
