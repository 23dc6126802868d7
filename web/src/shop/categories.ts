import { answerOf, type components } from '@hotdeal/client';
import { effect, signal } from '@preact/signals';
import { language } from '../ground/language';
import { shop, visitor } from '../ground/shop';
import type { Product } from './answers';

const ASKED_AGAIN_AFTER_MS = 5_000;

type Category = components['schemas']['CategoryView'];

/** They do not change while a page is open; asked for once somebody is signed in. */
export const categories = signal<readonly Category[]>([]);

effect(() => {
  if (typeof visitor.value === 'object' && categories.peek().length === 0) void ask();
});

async function ask(): Promise<void> {
  try {
    categories.value = await answerOf(shop.api.GET('/api/products/categories'));
  } catch {
    setTimeout(() => typeof visitor.peek() === 'object' && void ask(), ASKED_AGAIN_AFTER_MS);
  }
}

export function categoryName(code: Product['productCategory']): string {
  const category = categories.value.find((known) => known.code === code);
  if (category === undefined) return '';
  return language.value === 'ko' ? category.nameKo : category.nameEn;
}
