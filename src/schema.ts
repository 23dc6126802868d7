import { Ground1795000000000 } from './migrations/1795000000000-ground';
import { Stock1795000000300 } from './migrations/1795000000300-stock';
import { Order1795000000500 } from './migrations/1795000000500-order';

/** Everything that TypeORM has to know of this application: plain entities, and the migrations in their order. */
export const schema = {
  entities: [],
  migrations: [Ground1795000000000, Stock1795000000300, Order1795000000500],
};
