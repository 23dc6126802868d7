import { IdBlocks } from '#platform/database/id-blocks';
import { WalletRepository } from '../../src/modules/wallet/persistence/wallet.repository';
import type { Shop } from './shop';

/** An order that waits for its payment: one unit of a product of its own. @returns its id */
export async function reservedOrder(shop: Shop, userId: number, price = 10_000): Promise<number> {
  const item = { productId: await shop.stocked(5, price), quantity: 1 };
  const { status, body } = await shop.buyer(userId).post('/api/orders/v1', item, { Prefer: 'wait=20' });
  if (status !== 201 || body.status !== 'ORDER_PENDING')
    throw new Error(`No order is reserved: ${JSON.stringify(body)}`);
  return body.orderId as number;
}

/** Points that a user can spend. */
export async function chargePoints(shop: Shop, userId: number, amount: number): Promise<void> {
  const [chargeId = NaN] = await shop.app.get(IdBlocks, { strict: false }).take('point-charges', 1);
  await shop.app.get(WalletRepository, { strict: false }).charge({ chargeId, userId, amount }, undefined);
}
