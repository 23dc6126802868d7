import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Units also come back with a return. */
export class StockReturnMovements1801000000410 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE stock_movements MODIFY kind ENUM('ORDER', 'CANCEL', 'INCREASE', 'RESET', 'RETURN') NOT NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE stock_movements MODIFY kind ENUM('ORDER', 'CANCEL', 'INCREASE', 'RESET') NOT NULL`);
  }
}
