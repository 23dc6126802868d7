import { Ground1795000000000 } from './migrations/1795000000000-ground';
import { Auth1795000000100 } from './migrations/1795000000100-auth';
import { User1795000000150 } from './migrations/1795000000150-user';
import { Product1795000000200 } from './migrations/1795000000200-product';
import { Stock1795000000300 } from './migrations/1795000000300-stock';
import { Event1795000000400 } from './migrations/1795000000400-event';
import { Order1795000000500 } from './migrations/1795000000500-order';
import { Notification1795000000600 } from './migrations/1795000000600-notification';
import { Admin1795000000700 } from './migrations/1795000000700-admin';
import { Order1795000000800 } from './migrations/1795000000800-order';
import { Ground1795000000900 } from './migrations/1795000000900-ground';
import { Event1795000001000 } from './migrations/1795000001000-event';
import { Auth1795000001100 } from './migrations/1795000001100-auth';
import { Outbound1795000001300 } from './migrations/1795000001300-outbound';

/** What TypeORM has to know of this application: the migrations in their order. */
export const schema = {
  migrations: [
    Ground1795000000000,
    Auth1795000000100,
    User1795000000150,
    Product1795000000200,
    Stock1795000000300,
    Event1795000000400,
    Order1795000000500,
    Notification1795000000600,
    Admin1795000000700,
    Order1795000000800,
    Ground1795000000900,
    Event1795000001000,
    Auth1795000001100,
    Outbound1795000001300,
  ],
};
