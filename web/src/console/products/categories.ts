import { answerOf, type components } from '@hotdeal/client';
import { signal } from '@preact/signals';
import { language } from '../../ground/language';
import { shop } from '../../ground/shop';

export type Category = components['schemas']['CategoryView'];

const known = signal<readonly Category[]>([]);
let asked: Promise<void> | undefined;

/** The categories of the shop, which never change while it runs; none until they are known. */
function categories(): readonly Category[] {
  asked ??= answerOf(shop.api.GET('/api/products/categories')).then(
    (all) => {
      known.value = all;
    },
    () => {
      asked = undefined;
    },
  );
  return known.value;
}

export function categoryName(code: string): string {
  const category = categories().find((one) => one.code === code);
  if (category === undefined) return code;
  return language.value === 'ko' ? category.nameKo : category.nameEn;
}

/** For a list to choose from. */
export function categoryOptions(): readonly (readonly [string, string])[] {
  return categories().map(({ code }) => [code, categoryName(code)] as const);
}
