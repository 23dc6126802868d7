// The orders of the demo catalogue, so that a new shop has best sellers and the sort by sales something to sort by.

/** Quantities by the pictures of the products. */
type DemoOrder = readonly (readonly [picture: string, quantity: number])[];

export const demoOrders: readonly DemoOrder[] = [
  [
    ['headphones', 14],
    ['keyboard', 6],
    ['desk-lamp', 9],
  ],
  [
    ['coffee-beans', 18],
    ['novel', 11],
    ['desk-plant', 4],
  ],
  [
    ['headphones', 8],
    ['serum', 7],
    ['sneakers', 5],
    ['cushion', 3],
  ],
];
