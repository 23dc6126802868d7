import type { Rig } from '../rig';
import { withNumbers } from './products';

/** Stores a wallet with these points for each of so many users, from user 1 on, charged at once. */
export async function storePoints(rig: Rig, users: number, points: number): Promise<void> {
  rig.progress(`storing the points of ${users} users`);
  await withNumbers(rig, users, async (fill) => {
    await fill(`INSERT INTO wallets (user_id, balance) SELECT 1 + n, ${points}`, users);
    await fill(
      `INSERT INTO wallet_entries
         (user_id, kind, balance_delta, reserved_delta, balance_after, reference, reference_id)
       SELECT 1 + n, 'CHARGE', ${points}, 0, ${points}, 'CHARGE', -1 - n`,
      users,
    );
  });
}
