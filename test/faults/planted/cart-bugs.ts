import { changedBeforeClearing, oneCartOnTwoInstances } from '../interleavings/cart-interleavings';
import type { PlantedBug } from './planted-bug';

export const cartBugs: readonly PlantedBug[] = [
  {
    name: 'a cart cleared whatever its version',
    edits: [
      {
        file: 'modules/cart/persistence/cart.repository.ts',
        find: `'(user_id = ? AND product_id = ? AND version = ?)'`,
        replace: `'(user_id = ? AND product_id = ? AND version <> -?)'`,
      },
    ],
    provokedBy: [changedBeforeClearing],
    complaint: /a line that was changed meanwhile has 0 units/,
  },
  {
    name: 'a cart without a key of its own',
    edits: [
      {
        file: 'modules/cart/use-cases/order-cart.ts',
        find: 'attempt: attemptOf(key, lines),',
        replace: 'attempt: { ...attemptOf(key, lines), key },',
      },
    ],
    provokedBy: [oneCartOnTwoInstances],
    complaint: /one key, several orders/,
  },
];
