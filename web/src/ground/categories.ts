import { answerOf, type components } from '@hotdeal/client';
import { effect, signal } from '@preact/signals';
import { language } from './language';
import { shop, visitor } from './shop';

const ASKED_AGAIN_AFTER_MS = 5_000;

export type Category = components['schemas']['CategoryView'];

/** They do not change while a page is open; asked for once somebody is signed in. */
const categories = signal<readonly Category[]>([]);

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

/** Nothing before the shop has said it. */
export function categoryName(code: Category['code']): string {
  const category = categories.value.find((known) => known.code === code);
  return category === undefined ? '' : nameOf(category);
}

/** Codes and names, for a list to choose from. */
export function categoryOptions(): readonly (readonly [string, string])[] {
  return categories.value.map((category) => [category.code, nameOf(category)] as const);
}

function nameOf({ nameKo, nameEn }: Category): string {
  return language.value === 'ko' ? nameKo : nameEn;
}
