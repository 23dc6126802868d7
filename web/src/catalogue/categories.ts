import { answerOf, type components } from '@hotdeal/client';
import { effect, signal } from '@preact/signals';
import { shop } from '../api/shop';
import { visitor } from '../auth/session';
import { language } from '../i18n/language';

const RETRY_AFTER_MS = 5_000;

export type Category = components['schemas']['CategoryView'];

/** Loaded once after sign-in, because categories do not change while a page is open. */
const categories = signal<readonly Category[]>([]);

effect(() => {
  if (typeof visitor.value === 'object' && categories.peek().length === 0) void load();
});

async function load(): Promise<void> {
  try {
    categories.value = await answerOf(shop.api.GET('/api/products/categories'));
  } catch {
    setTimeout(() => typeof visitor.peek() === 'object' && void load(), RETRY_AFTER_MS);
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
