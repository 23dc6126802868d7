import { answerOf, type components } from '@hotdeal/client';
import { computed, signal } from '@preact/signals';
import { shop } from './shop';

type ShopInformation = components['schemas']['ShopView'];

const RETRY_AFTER_MS = 3_000;
/** The answer is asked for again after a reconnection, because the shop may have been started with other features. */
const FRESH_FOR_MS = 10_000;

/** What this shop says about itself; undefined until it has answered. */
export const shopInformation = signal<ShopInformation | undefined>(undefined);

/** Orders are to be paid. */
export const arePaymentsOn = computed(() => shopInformation.value?.features.payments === true);

/** Payments go to a simulator, and no money moves. */
export const arePaymentsSimulated = computed(() => shopInformation.value?.features.paymentSimulator === true);

/** Completed orders are shipped, and can be returned. */
export const areOrdersShipped = computed(() => shopInformation.value?.features.shipping === true);

/** Only an order that has an address is accepted. */
export const isAddressRequired = computed(() => shopInformation.value?.features.addressRequired === true);

/** Users can charge points themselves. */
export const canChargePoints = computed(() => shopInformation.value?.features.pointCharge === true);

let loadedAt = Number.NEGATIVE_INFINITY;

export async function loadShopInformation(): Promise<void> {
  loadedAt = Date.now();
  try {
    shopInformation.value = await answerOf(shop.api.GET('/api/shop'));
  } catch {
    if (shopInformation.peek() === undefined) setTimeout(() => void loadShopInformation(), RETRY_AFTER_MS);
  }
}

shop.live.on('caught-up', () => {
  if (Date.now() - loadedAt > FRESH_FOR_MS) void loadShopInformation();
});
