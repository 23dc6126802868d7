import { answerOf } from '@hotdeal/client';
import { computed, effect, signal } from '@preact/signals';
import { shop } from '../../api/shop';
import { areOrdersShipped, loadShopInformation, shopInformation } from '../../api/shop-information';
import { visitor } from '../../auth/session';

/** Whether there are shipments from a time when shipping was on. */
const hasShipments = signal(false);

/** A shop that ships nothing has no pages of shipments and returns, except for those that it made before. */
export const areShipmentsShown = computed(() => areOrdersShipped.value || hasShipments.value);

/** Finds out whether this console shows shipments. */
export function startShipments(): void {
  void loadShopInformation();
  effect(() => {
    const account = visitor.value;
    if (typeof account === 'string' || account.role !== 'ADMIN') return;
    if (shopInformation.value?.features.shipping !== false) return;
    void findShipments();
  });
}

async function findShipments(): Promise<void> {
  try {
    const { items } = await answerOf(shop.api.GET('/api/delivery', { params: { query: { limit: 1 } } }));
    hasShipments.value = items.length > 0;
  } catch {
    // The pages stay reachable by their addresses.
  }
}
