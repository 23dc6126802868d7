import type { Database } from '#platform/database/database';
import type { Shop } from './shop';

/** An address as a user would write it. */
export const ADDRESS = {
  recipient: '홍길동',
  phone: '010-1234-5678',
  postcode: '06236',
  line1: '서울특별시 강남구 테헤란로 152',
  line2: '강남파이낸스센터 12층',
};

/** Only users with a profile have addresses. */
export async function insertProfile(database: Database, userId: number): Promise<void> {
  await database.execute(
    `INSERT INTO users (user_id, email, name, role, state, version) VALUES (?, ?, '홍길동', 'USER', 'LIVE', 1)
     ON DUPLICATE KEY UPDATE version = version`,
    [userId, `buyer-${userId}@example.com`],
  );
}

/** Gives a buyer another address. @returns its id */
export async function giveAddress(shop: Shop, userId: number, change: object = {}): Promise<number> {
  await insertProfile(shop.database, userId);
  const { body } = await shop.buyer(userId).post('/api/users/me/addresses', { ...ADDRESS, ...change });
  return body.addressId;
}
