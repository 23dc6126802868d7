import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cardBugs } from '../faults/planted/card-bugs';
import { cartBugs } from '../faults/planted/cart-bugs';
import { couponBugs } from '../faults/planted/coupon-bugs';
import { loginBugs } from '../faults/planted/login-bugs';
import { orderBugs } from '../faults/planted/order-bugs';
import { paymentBugs } from '../faults/planted/payment-bugs';
import { salesBugs } from '../faults/planted/sales-bugs';
import { shippingBugs } from '../faults/planted/shipping-bugs';
import { stockBugs } from '../faults/planted/stock-bugs';
import points from '../faults/rig/points.json';

const SOURCE = join(__dirname, '..', '..', 'src');

/** That each bug is detected is proved by `npm run test:faults -- --planted`, which takes too long for every run. */
describe('the fault suite', () => {
  const edits = [
    ...stockBugs,
    ...orderBugs,
    ...salesBugs,
    ...couponBugs,
    ...loginBugs,
    ...cartBugs,
    ...paymentBugs,
    ...cardBugs,
    ...shippingBugs,
  ].flatMap((bug) => bug.edits.map(({ file, find }) => [bug.name, file, find] as const));

  it.each(edits)('finds the text that a planted bug replaces: %s, in %s', (_name, file, find) => {
    expect(readFileSync(join(SOURCE, file), 'utf8').split(find)).toHaveLength(2);
  });

  it.each(Object.entries(points))('finds the method at the point "%s"', (_point, [file, owner, method]) => {
    const path = join(SOURCE, `${file}.ts`);
    expect(existsSync(path)).toBe(true);
    const source = readFileSync(path, 'utf8');
    const start = owner === null ? 0 : source.indexOf(`export class ${owner} `);
    expect(start).toBeGreaterThanOrEqual(0);
    const declaration = owner === null ? `function ${method}\\(` : `^  (private |override |async )*${method}[<(]`;
    expect(source.slice(start)).toMatch(new RegExp(declaration, 'm'));
  });
});
