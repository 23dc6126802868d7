import { answerOf } from '@hotdeal/client';
import { useQuery } from '../../api/query';
import { inBatches, shop } from '../../api/shop';
import { translations } from '../../i18n/language';

const messages = translations({
  ko: { product: (id: number) => `상품 ${id}` },
  en: { product: (id: number) => `Product ${id}` },
});

/** Names products that a list has only the numbers of; one that was deleted is named by its number. */
export function useProductNames(productIds: readonly number[]): (productId: number) => string {
  const ids = [...new Set(productIds)].sort((one, other) => one - other);
  const { value } = useQuery(async () => {
    if (ids.length === 0) return new Map<number, string>();
    const found = await inBatches(ids, (batch) =>
      answerOf(shop.api.POST('/api/products/search-product', { body: { productIds: batch } })),
    );
    return new Map(found.map(({ productId, productName }) => [productId, productName]));
  }, [ids.join()]);
  return (productId) => value?.get(productId) ?? messages.product(productId);
}
