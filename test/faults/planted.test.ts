import { join } from 'node:path';
import { of } from './interleavings/interleavings';
import { cardBugs } from './planted/card-bugs';
import { cartBugs } from './planted/cart-bugs';
import { couponBugs } from './planted/coupon-bugs';
import { loginBugs } from './planted/login-bugs';
import { orderBugs } from './planted/order-bugs';
import { paymentBugs } from './planted/payment-bugs';
import { buildWith } from './planted/planted-build';
import { salesBugs } from './planted/sales-bugs';
import { shippingBugs } from './planted/shipping-bugs';
import { stockBugs } from './planted/stock-bugs';
import { folder, play, project, seed } from './play';
import { closeServices, type Services, openServices } from './rig/services';

const BUG_LIMIT_MS = 180_000;
const SERVICES_LIMIT_MS = 120_000;
const bugs = [
  ...stockBugs,
  ...orderBugs,
  ...salesBugs,
  ...couponBugs,
  ...loginBugs,
  ...cartBugs,
  ...paymentBugs,
  ...cardBugs,
  ...shippingBugs,
];

let services: Services;

beforeAll(async () => {
  services = await openServices(join(folder, 'services'));
}, SERVICES_LIMIT_MS);

afterAll(async () => {
  await closeServices(services);
}, SERVICES_LIMIT_MS);

describe('a planted bug is detected by its complaint:', () => {
  test.each(bugs.map((bug) => [bug.name, bug] as const))(
    '%s',
    async (_name, bug) => {
      const scenario = of(bug.provokedBy);
      const build = buildWith(bug, project, folder);
      const { broken } = await play(
        { ...scenario, name: bug.name },
        { services, seed, build, statements: bug.statements },
      );
      expect(broken).toContainEqual(expect.stringMatching(bug.complaint));
    },
    BUG_LIMIT_MS,
  );
});
