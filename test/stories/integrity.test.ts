import { Metrics } from '#platform/observability/metrics';
import { integrityChecks } from '../../src/integrity-checks';
import { VerifyEveryFiveMinutes } from '../../src/modules/admin/use-cases/verify-every-five-minutes';
import { command } from '../support/command-line';
import { integrityViolations } from '../support/integrity';
import { openShop, type Shop } from '../support/shop';

interface Answer {
  checkedAt: string;
  sound: boolean;
  rules: {
    rule: string;
    description: string;
    table: string;
    findings: number;
    rows: { id: string; detail: string }[];
  }[];
}
const INTEGRITY = '/api/admin/integrity';
const WAIT = { Prefer: 'wait=30' };

describe('the integrity checks', () => {
  let shop: Shop;
  let other: Shop;
  beforeAll(async () => {
    shop = await openShop();
    other = await openShop({ beside: shop });
  });
  afterAll(async () => {
    await other.close();
    await shop.close();
  });

  const requested = async (): Promise<string[]> => {
    const { status, body } = await shop.admin.get(INTEGRITY);
    expect(status).toBe(200);
    const { rules, sound } = body as Answer;
    const found = rules.flatMap(({ rule, rows }) => rows.map(({ id }) => `${rule} ${id}`));
    expect(sound).toBe(found.length === 0);
    return found.sort();
  };
  const verified = async (): Promise<{ sound: boolean; lines: string[] }> => {
    const { code, output } = await command(shop.scheme, ['verify', '--json']);
    const verified = JSON.parse(output) as { sound: boolean; lines: string[] };
    expect(code).toBe(verified.sound ? 0 : 1);
    return verified;
  };
  const sold = async (): Promise<{ productId: number; orderId: number }> => {
    const productId = await shop.stocked(5);
    const { body } = await shop.buyer(1).post('/api/orders/v1', { productId, quantity: 2 }, WAIT);
    return { productId, orderId: (body as { orderId: number }).orderId };
  };

  it('find nothing during a hot sale with cancellations on two instances, nor right after it', async () => {
    const lamps = await Promise.all([shop.stocked(60), shop.stocked(60), shop.stocked(1_000)]);
    let selling = true;
    const seen: string[][] = [];
    const checking = (async () => {
      while (selling) seen.push(await requested());
    })();
    const buy = async (buyer: number): Promise<void> => {
      const at = buyer % 2 === 0 ? shop : other;
      const orderItems = lamps.map((productId) => ({ productId, quantity: 1 + (buyer % 3) }));
      const { headers } = await at.buyer(buyer).post('/api/orders/products', { orderItems });
      const path = headers.get('location');
      if (path !== null && buyer % 3 === 0) await at.buyer(buyer).put(path);
    };
    for (let wave = 0; wave < 5; wave++) {
      await Promise.all(Array.from({ length: 40 }, (_, index) => buy(1 + wave * 40 + index)));
    }
    selling = false;
    await checking;
    seen.push(await requested());
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.flat()).toEqual([]);
    await Promise.all([shop.bus.drain(), other.bus.drain()]);
    expect(await integrityViolations(shop.database)).toEqual([]);
  });

  it('report every check for one instant, on the former path too', async () => {
    const { body } = await shop.admin.get(INTEGRITY);
    const { checkedAt, sound, rules } = body as Answer;
    expect(new Date(checkedAt).toISOString()).toBe(checkedAt);
    expect(sound).toBe(true);
    expect(rules.map(({ rule }) => rule)).toEqual(integrityChecks.all.map(({ name }) => name));
    expect(Object.keys((await shop.admin.get('/api/admin/audit')).body as Answer)).toEqual(Object.keys(body as Answer));
    expect((await verified()).lines).toEqual([expect.stringMatching(/^Sound: no violations \(\d+ checks in /)]);
  });

  describe('find, by request and by command,', () => {
    let undo: string[] = [];
    afterEach(async () => {
      for (const statement of undo.splice(0)) await shop.database.execute(statement);
      expect(await requested()).toEqual([]);
    });
    const expectFound = async (rows: string[]): Promise<void> => {
      expect(await requested()).toEqual([...rows].sort());
      const { sound, lines } = await verified();
      expect(sound).toBe(false);
      const named = rows.map((row) => {
        const [name = '', id = ''] = row.split(' ');
        return `${name}: ${integrityChecks.all.find((rule) => rule.name === name)?.table} ${id}: `;
      });
      for (const start of named) expect(lines.filter((line) => line.startsWith(start))).toHaveLength(1);
      expect(lines.at(-1)).toMatch(new RegExp(`^Not sound: ${rows.length} violations`));
    };

    it('a corrupted quantity', async () => {
      const { productId } = await sold();
      await shop.database.execute('UPDATE stocks SET quantity = quantity + 1 WHERE product_id = ?', [productId]);
      undo = [`UPDATE stocks SET quantity = quantity - 1 WHERE product_id = ${productId}`];
      await expectFound([`stock.quantity ${productId}`]);
    });

    it('a missing movement', async () => {
      const { productId, orderId } = await sold();
      await shop.database.execute('DELETE FROM stock_movements WHERE order_id = ?', [orderId]);
      undo = [
        `INSERT INTO stock_movements (order_id, product_id, kind, delta) VALUES (${orderId}, ${productId}, 'ORDER', -2)`,
      ];
      await expectFound([
        `sale.lines ${orderId}`,
        `sale.taken ${orderId}`,
        `stock.decision ${orderId}`,
        `stock.quantity ${productId}`,
      ]);
    });

    it('an order that is stuck for over a minute', async () => {
      const { productId, orderId } = await sold();
      const place = `'ORDER_BEFORE', 1, 1, NOW(3) - INTERVAL 61 SECOND FROM orders WHERE order_id = ${orderId}`;
      const stuck = orderId + 1;
      await shop.database.execute(
        `INSERT INTO orders (order_id, user_id, status, total_count, total_price, ordered_at)
         SELECT ${stuck}, user_id, ${place}`,
      );
      await shop.database.execute(
        `INSERT INTO order_items (order_id, line, product_id, product_name, quantity, original_price, price)
         VALUES (?, 0, ?, 'lamp', 1, 1, 1)`,
        [stuck, productId],
      );
      undo = [`DELETE FROM orders WHERE order_id = ${stuck}`, `DELETE FROM order_items WHERE order_id = ${stuck}`];
      await expectFound([`order.undecided ${stuck}`]);
    });

    it('two live leaves of a family of refresh tokens', async () => {
      await shop.database.execute('ALTER TABLE sessions DROP PRIMARY KEY, ADD KEY ix_not_unique (session_id)');
      await shop.database.execute(
        `INSERT INTO sessions (session_id, account_id, generation, rotated_at, expires_at)
         SELECT session_id, account_id, 1, NOW(3), expires_at FROM sessions WHERE session_id = 'login-of-7'`,
      );
      undo = [
        `DELETE FROM sessions WHERE session_id = 'login-of-7' AND generation = 1`,
        'ALTER TABLE sessions DROP KEY ix_not_unique, ADD PRIMARY KEY (session_id)',
      ];
      await expectFound(['login.leaf login-of-7']);
    });

    it('much damage, of which the answer names a hundred rows and the command all', async () => {
      await shop.database.execute(
        `INSERT INTO subscriptions (user_id, product_id) SELECT account_id, account_id + 5000000 FROM sessions LIMIT 150`,
      );
      undo = ['DELETE FROM subscriptions'];
      const { body } = await shop.admin.get(INTEGRITY);
      const rule = (body as Answer).rules.find(({ rule: name }) => name === 'product.subscribed');
      expect(rule).toMatchObject({ findings: 150, table: 'products' });
      expect(rule?.rows).toHaveLength(100);
      const { lines } = await verified();
      expect(lines.filter((line) => line.startsWith('product.subscribed: products '))).toHaveLength(150);
    });
  });

  it('feed the metrics of every instance', async () => {
    const read = async (at: Shop) =>
      (await at.app.get(Metrics).text()).split('\n').filter((line) => line.startsWith('hotdeal_integrity_'));
    expect(await read(other)).toEqual([]);
    const { productId } = await sold();
    await shop.database.execute('UPDATE stocks SET quantity = quantity + 1 WHERE product_id = ?', [productId]);
    await shop.database.execute('UPDATE integrity_runs SET started_at = NOW(3) - INTERVAL 1 HOUR');
    expect(await shop.app.get(VerifyEveryFiveMinutes, { strict: false }).execute()).toBe(true);
    for (const instance of [shop, other]) {
      const samples = new Map((await read(instance)).map((line) => line.split(' ') as [string, string]));
      expect(samples.get('hotdeal_integrity_violations{check="stock.quantity"}')).toBe('1');
      expect(samples.get('hotdeal_integrity_violations{check="sale.taken"}')).toBe('0');
      const [row] = await shop.database.query<{ age: number }>('SELECT UNIX_TIMESTAMP(NOW(3)) - ? AS age', [
        samples.get('hotdeal_integrity_last_run_timestamp_seconds'),
      ]);
      expect(Math.abs(Number(row?.age))).toBeLessThan(60);
      expect(Number(samples.get('hotdeal_integrity_last_run_duration_seconds'))).toBeGreaterThan(0);
    }
    await shop.database.execute('UPDATE stocks SET quantity = quantity - 1 WHERE product_id = ?', [productId]);
  });

  it('are refused to anyone but administrators', async () => {
    expect((await shop.buyer(1).get(INTEGRITY)).status).toBe(403);
    expect((await shop.anonymous.get(INTEGRITY)).status).toBe(401);
  });

  it('reveal no e-mail, name or password hash', async () => {
    await shop.database.execute(`UPDATE id_blocks SET next_id = 600000 WHERE name = 'accounts'`);
    await shop.database.execute(
      `INSERT INTO accounts (account_id, email, name, role, status, version, password_hash)
       VALUES (500000, 'hidden@example.com', 'Hidden', 'USER', 'ACTIVE', 2, '$2b$hidden'),
              (500001, 'hidden1@example.com', 'Hidden', 'USER', 'PENDING', 1, '$2b$hidden')`,
    );
    await shop.database.execute('UPDATE accounts SET created_at = NOW(3) - INTERVAL 1 HOUR WHERE account_id = 500001');
    const { body } = await shop.admin.get(INTEGRITY);
    expect(await requested()).toEqual(['account.sign-up 500001', 'profile.account 500000']);
    expect(JSON.stringify([body, (await verified()).lines])).not.toMatch(/hidden/i);
    await shop.database.execute('DELETE FROM accounts WHERE account_id >= 500000');
  });
});
