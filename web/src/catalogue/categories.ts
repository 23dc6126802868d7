import { answerOf, type components, ShopError } from '@hotdeal/client';
import { computed, effect, signal } from '@preact/signals';
import { shop } from '../api/shop';
import { visitor } from '../auth/session';
import { language } from '../i18n/language';

const RETRY_AFTER_MS = 5_000;

export type Category = components['schemas']['CategoryView'];

/** Loaded once, because categories do not change while a page is open. */
const categories = signal<readonly Category[]>([]);

const isOpenToGuests = signal<boolean | undefined>(undefined);

/** Whether this visitor may see the catalogue: in some shops only after sign-in. Undefined until the shop has answered. */
export const isCatalogueOpen = computed(() => typeof visitor.value === 'object' || isOpenToGuests.value);

effect(() => {
  const isGuest = visitor.value === 'guest';
  if (isGuest ? isOpenToGuests.peek() === undefined : visitor.value !== 'unknown' && categories.peek().length === 0)
    void load();
});

async function load(): Promise<void> {
  const asGuest = visitor.peek() === 'guest';
  try {
    categories.value = await answerOf(shop.api.GET('/api/products/categories'));
    if (asGuest) isOpenToGuests.value = true;
  } catch (error) {
    if (asGuest && error instanceof ShopError && error.status === 401) isOpenToGuests.value = false;
    else setTimeout(() => void load(), RETRY_AFTER_MS);
  }
}

/** Empty until the categories are loaded. */
export function categoryName(code: Category['code']): string {
  const category = categories.value.find((one) => one.code === code);
  return category === undefined ? '' : nameOf(category);
}

/** Codes and names, for a select. */
export function categoryOptions(): readonly (readonly [string, string])[] {
  return categories.value.map((category) => [category.code, nameOf(category)] as const);
}

function nameOf({ nameKo, nameEn }: Category): string {
  return language.value === 'ko' ? nameKo : nameEn;
}
