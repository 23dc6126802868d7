import fc from 'fast-check';
import { integrityViolations } from '../support/integrity';
import { violationsOf } from './fuzz-response-checks';
import { operations, tags } from './fuzz-openapi';
import { type Draft, requestTo } from './fuzz-requests';
import { perform, steps } from './fuzz-sequences';
import { FuzzShop } from './fuzz-shop';

/** `FUZZ=long npm test -- test/attacks/fuzz.test.ts` sends more; FUZZ_SEED repeats a run, FUZZ_PATH its failed request. */
const REQUESTS = process.env['FUZZ'] === 'long' ? 2_000 : 200;
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const PATH = process.env['FUZZ_PATH'];

/** The refusals that change data: the login is revoked, the payment has failed. */
const CHANGING = ['REFRESH_TOKEN_REUSED', 'PAYMENT_DECLINED'];

describe(`requests generated from the OpenAPI document, FUZZ_SEED=${SEED}`, () => {
  let shop: FuzzShop;
  let before: readonly string[] | undefined;

  beforeAll(async () => {
    shop = await FuzzShop.open();
  });
  afterAll(() => shop.close());

  const checkAnswer = async (draft: Draft): Promise<void> => {
    before ??= await shop.fingerprint();
    const sent = shop.materialize(draft);
    let answer = await shop.send(sent, draft.headers);
    // A busy machine may delay an answer once, but not twice.
    if (answer.status >= 400 && answer.ms > 1_000) answer = await shop.send(sent, draft.headers);
    const violations = violationsOf(sent, answer);
    if (answer.status < 300) {
      if (sent.operation.method !== 'GET') before = undefined;
      await shop.learn(sent, answer);
      if (before === undefined) await shop.settle();
    } else if (!CHANGING.some((code) => answer.text.includes(code))) {
      const changed = (await shop.fingerprint()).filter((line) => before?.includes(line) === false);
      if (changed.length > 0) violations.push(`it was refused, but data has changed: ${changed.join(', ')}`);
      if (violations.length > 0) before = undefined;
    } else {
      before = undefined;
      await shop.settle();
    }
    if (violations.length > 0) {
      const { texts, body, actor } = sent;
      const shown = { ...texts, by: actor.role, body: body?.bytes.toString().slice(0, 500), type: body?.type };
      throw new Error(
        [...violations, sent.operation.name, JSON.stringify(shown), answer.text.slice(0, 1_000)].join('\n'),
      );
    }
  };

  test.each(tags)(
    'to %s are answered as documented, and change nothing when they are refused',
    async (tag) => {
      const group = operations.filter((operation) => operation.tag === tag);
      const request = fc.oneof(...group.map(requestTo));
      const parameters = { seed: SEED, numRuns: REQUESTS, ...(PATH === undefined ? {} : { path: PATH }) };
      await fc.assert(fc.asyncProperty(request, checkAnswer), parameters);
    },
    REQUESTS * 400,
  );

  it('of buyers who fill carts, order, repeat, pay, cancel and read orders get consistent answers', async () => {
    let run = 0;
    const property = fc.asyncProperty(steps, (sequence) => perform(shop, run++, sequence));
    await fc.assert(property, { seed: SEED, numRuns: REQUESTS / 10, ...(PATH === undefined ? {} : { path: PATH }) });
  }, 600_000);

  it('leave a shop without integrity violations that can sell', async () => {
    await shop.settle();
    expect(await integrityViolations(shop.instance.database)).toEqual([]);
    // To the won: what the provider has kept is what the shop believes it to have kept.
    const [books] = await shop.instance.database.query<{ kept: string | number }>(
      `SELECT COALESCE(SUM(captured - refund_total), 0) AS kept FROM payments WHERE provider = 'toss'`,
    );
    const { captured, kept } = shop.simulator.view().totals;
    expect([captured > 0, Number(books?.kept)]).toEqual([true, kept]);
    // A new product, because the requests may have sold, deleted or reset the others.
    const member = { role: 'member', nth: 0 } as const;
    const item = { productId: await shop.newProduct(1), quantity: 1 };
    const sold = await shop.call('POST', '/api/orders/v1', member, item, { prefer: 'wait=10' });
    expect(sold.body).toMatchObject({ status: 'ORDER_PENDING' });
    expect((await shop.chargePoints(member, 'last')).status).toBe(201);
    const paid = await shop.payByPoints(member, (sold.body as { orderId: number }).orderId);
    expect(paid.body).toMatchObject({ status: 'CAPTURED' });
  });
});
