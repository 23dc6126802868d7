import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Order } from '../api/views';
import { count, won } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { OrderedProductDialog } from './ordered-product-dialog';
import { useProducts } from './product-queries';

const messages = translations({
  ko: {
    line: (quantity: string, price: string) => `${quantity}개 × ${price}`,
    instead: '정가',
    asOrdered: '주문 당시 상품 정보',
    asOrderedThis: (name: string) => `주문 당시 상품 정보: ${name}`,
  },
  en: {
    line: (quantity: string, price: string) => `${quantity} × ${price}`,
    instead: 'Original price',
    asOrdered: 'As ordered',
    asOrderedThis: (name: string) => `As ordered: ${name}`,
  },
});

/** Whether a product is not what it was when it was ordered. */
export type ChangedProducts = (productId: number, orderDate: string) => boolean;

/** Whether a product was changed, or deleted, after an order of it. */
export function useChangedProducts(orders: readonly Order[]): ChangedProducts {
  const ids = new Set(orders.flatMap(({ items }) => items.map(({ productId }) => productId)));
  const products = useProducts([...ids]);
  return (productId, orderDate) => {
    const product = products.byId.get(productId);
    if (product === undefined) return products.isComplete;
    return Date.parse(product.updatedAt) > Date.parse(orderDate);
  };
}

interface OrderLinesProperties {
  readonly order: Order;
  readonly isChanged: ChangedProducts;
}

export function OrderLines({ order, isChanged }: OrderLinesProperties): JSX.Element {
  return (
    <ul class="lines">
      {order.items.map((item, index) => (
        <Line key={item.productId} item={item}>
          {item.productVersion !== undefined && isChanged(item.productId, order.orderDate) && (
            <AsOrdered orderId={order.orderId} line={index + 1} name={item.productName} />
          )}
        </Line>
      ))}
    </ul>
  );
}

interface LineProperties {
  readonly item: Order['items'][number];
  readonly children: ComponentChildren;
}

function Line({ item, children }: LineProperties): JSX.Element {
  const { productId, productName, quantity, originalPrice, productPrice, itemTotalPrice } = item;
  return (
    <li>
      <a href={linkTo(`/products/${productId}`)}>{productName}</a>
      <span>
        {messages.line(count(quantity), won(productPrice))}{' '}
        {productPrice < originalPrice && (
          <del>
            <span class="visually-hidden">{messages.instead} </span>
            {won(originalPrice)}
          </del>
        )}
      </span>
      <strong>{won(itemTotalPrice)}</strong>
      {children}
    </li>
  );
}

interface AsOrderedProperties {
  readonly orderId: number;
  readonly line: number;
  readonly name: string;
}

function AsOrdered({ orderId, line, name }: AsOrderedProperties): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="plain as-ordered"
        aria-label={messages.asOrderedThis(name)}
        onClick={() => setOpen(true)}
      >
        {messages.asOrdered}
      </button>
      {isOpen && <OrderedProductDialog orderId={orderId} line={line} onClose={() => setOpen(false)} />}
    </>
  );
}
