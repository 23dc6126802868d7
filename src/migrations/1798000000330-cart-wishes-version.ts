import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A version of each wish list, beside that of the cart, so that one read confirms both. */
export class CartWishesVersion1798000000330 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE carts ADD COLUMN wishes_version BIGINT NOT NULL DEFAULT 0');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE carts DROP COLUMN wishes_version');
  }
}
