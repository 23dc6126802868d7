import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../api/query';
import { shop } from '../api/shop';
import { categoryName } from '../catalogue/categories';
import { ProductPicture } from '../catalogue/product-picture';
import { dateTime, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { Dialog } from '../ui/dialog';
import { QueryView } from '../ui/query-views';

const messages = translations({
  ko: {
    title: '주문 당시 상품 정보',
    changed: (time: string) => `${time}에 상품 정보가 바뀌었어요. 아래는 주문할 때의 내용이에요.`,
    same: '주문한 뒤로 바뀌지 않았어요.',
    price: '정가',
    close: '닫기',
  },
  en: {
    title: 'Product as ordered',
    changed: (time: string) => `The product was changed on ${time}. This is how it was when you ordered it.`,
    same: 'The product has not changed since you ordered it.',
    price: 'Original price',
    close: 'Close',
  },
});

interface OrderedProductProperties {
  readonly orderId: number;
  /** the number of the item in its order, from 1 */
  readonly line: number;
  readonly onClose: () => void;
}

export function OrderedProductDialog({ orderId, line, onClose }: OrderedProductProperties): JSX.Element {
  const params = { path: { orderId, line } };
  const product = useQuery(
    () => answerOf(shop.api.GET('/api/orders/{orderId}/items/{line}/product', { params })),
    [orderId, line],
  );
  return (
    <Dialog title={messages.title} onClose={onClose}>
      <QueryView query={product}>
        {(value) => (
          <div class="ordered-product">
            <ProductPicture product={value} alt={value.productName} />
            <div>
              <p class="hint">{categoryName(value.productCategory)}</p>
              <h3>{value.productName}</h3>
              <p>
                <span class="hint">{messages.price}</span> <strong>{won(value.productPrice)}</strong>
              </p>
            </div>
            <p class="description">{value.productDescription}</p>
            <p class="hint">
              {value.replacedAt === null ? messages.same : messages.changed(dateTime(value.replacedAt))}
            </p>
          </div>
        )}
      </QueryView>
      <div class="button-row">
        <button type="button" onClick={onClose}>
          {messages.close}
        </button>
      </div>
    </Dialog>
  );
}
