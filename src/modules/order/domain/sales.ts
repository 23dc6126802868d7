/** A line of an order that was sold; the price is that of one unit. */
export interface SoldLine {
  readonly productId: number;
  readonly quantity: number;
  readonly price: number;
}

/** What was sold of one product, or by the whole shop: the orders that contain it, its units, what was charged. */
export interface Figures {
  units: number;
  orders: number;
  revenue: number;
}

/** The sales of the whole shop are those of this product in `sales_by_day`. */
export const WHOLE_SHOP = 0;

/** The figures of these orders, of the whole shop and of each product, in ascending order of product. */
export function figuresOf(orders: readonly (readonly SoldLine[])[]): [productId: number, figures: Figures][] {
  const shop = { units: 0, orders: orders.length, revenue: 0 };
  const figures = new Map<number, Figures>([[WHOLE_SHOP, shop]]);
  for (const { productId, quantity, price } of orders.flat()) {
    const sold = figures.get(productId) ?? { units: 0, orders: 0, revenue: 0 };
    figures.set(productId, sold);
    sold.orders++;
    for (const one of [sold, shop]) {
      one.units += quantity;
      one.revenue += quantity * price;
    }
  }
  return [...figures].sort(([one], [other]) => one - other);
}
