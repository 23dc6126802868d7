import type { Load } from './load';
import type { Rig } from './rig';

export const CONNECTIONS = 64;
export const USERS = 1_000;
const ORDERS = '/api/orders/products';

/** The body of an order for one unit. */
export const oneOf = (productId: number): string => JSON.stringify({ orderItems: [{ productId, quantity: 1 }] });

/** Many orders of one unit of a product, or the same requests to another path for comparison. */
export function orderLoad(rig: Rig, productId: number, amount: number, path = ORDERS): Load {
  return {
    url: `${rig.server.address}${path}`,
    method: 'POST',
    connections: CONNECTIONS,
    amount,
    tokens: rig.tokens(USERS),
    bodies: [oneOf(productId)],
  };
}
