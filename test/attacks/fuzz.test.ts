import fc from 'fast-check';
import { integrityViolations } from '../support/integrity';
import { violationsOf } from './fuzz-response-checks';
import { operations, tags } from './fuzz-openapi';
import { type Draft, requestTo } from './fuzz-requests';
import { steps, walk } from './fuzz-sequences';
import { buyer, FuzzShop } from './fuzz-shop';

/** `FUZZ=long npm test -- test/attacks/fuzz.test.ts`; FUZZ_SEED repeats a run, FUZZ_PATH the request that failed. */
const REQUESTS = process.env['FUZZ'] === 'long' ? 2_000 : 200;
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const PATH = process.env['FUZZ_PATH'];

/** The one refusal that is meant to change something. */
const ENDS_A_LOGIN = 'REFRESH_TOKEN_REUSED';

describe(`requests made up from the OpenAPI document, FUZZ_SEED=${SEED}`, () => {
  let shop: FuzzShop;
  let before: string | undefined;

  beforeAll(async () => {
    shop = await FuzzShop.open();
  });
  afterAll(() => shop.close());

  const answered = async (draft: Draft): Promise<void> => {
    const { instance } = shop;
    before ??= await shop.fingerprint();
    const sent = shop.materialize(draft);
    let answer = await shop.send(sent, draft.headers);
    // The machine may have stalled, and so may whoever measures: what is slow twice is slow.
    if (answer.status >= 400 && answer.ms > 1_000) answer = await shop.send(sent, draft.headers);
    const wrong = violationsOf(sent, answer);
    if (answer.status < 300) {
      if (sent.operation.method !== 'GET') before = undefined;
      await shop.learn(sent, answer);
      if (before === undefined) await instance.bus.drain();
    } else if (!answer.text.includes(ENDS_A_LOGIN)) {
      if ((await shop.fingerprint()) !== before) wrong.push('it was refused, and yet something is changed');
      if (wrong.length > 0) before = undefined;
    } else {
      before = undefined;
    }
    if (wrong.length > 0) {
      const { texts, body, actor } = sent;
      const shown = { ...texts, by: actor.role, body: body?.bytes.toString().slice(0, 500), type: body?.type };
      throw new Error([...wrong, sent.operation.name, JSON.stringify(shown), answer.text.slice(0, 1_000)].join('\n'));
    }
  };

  test.each(tags)(
    'about %s are answered as documented, and change nothing where they are refused',
    async (tag) => {
      const group = operations.filter((operation) => operation.tag === tag);
      const request = fc.oneof(...group.map(requestTo));
      const parameters = { seed: SEED, numRuns: REQUESTS, ...(PATH === undefined ? {} : { path: PATH }) };
      await fc.assert(fc.asyncProperty(request, answered), parameters);
    },
    REQUESTS * 200,
  );

  it('in a row, of buyers who order, repeat, cancel and look, contradict nothing that was answered before', async () => {
    let run = 0;
    const property = fc.asyncProperty(steps, (walked) => walk(shop, run++, walked));
    await fc.assert(property, { seed: SEED, numRuns: REQUESTS / 10, ...(PATH === undefined ? {} : { path: PATH }) });
  }, 600_000);

  it('leave a shop whose sums are right, and which sells', async () => {
    await shop.instance.bus.drain();
    expect(await integrityViolations(shop.instance.database)).toEqual([]);
    // A new one: of the others the requests may have taken, deleted or reset what there was.
    const item = { productId: await shop.newProduct(1), quantity: 1 };
    const sold = await shop.call('POST', '/api/orders/v1', buyer(0), item, { prefer: 'wait=10' });
    expect(sold.body).toMatchObject({ status: 'ORDER_SUCCESS' });
  });
});
