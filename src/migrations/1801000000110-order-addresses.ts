import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Where the goods of an order go, sealed. A row never changes: what becomes of the address of the user does not change an order. */
export class OrderAddresses1801000000110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE order_addresses (
        order_id BIGINT NOT NULL,
        address_sealed VARBINARY(3000) NOT NULL,
        PRIMARY KEY (order_id)
      ) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE order_addresses');
  }
}
