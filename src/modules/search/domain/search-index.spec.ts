import { SearchIndex } from './search-index';
import { type IndexedProduct, type Position, type SearchFilter, type Sort, SORTS } from './search-query';
import { BLOCK_SIZE, TextSignatures } from './text-signatures';

const ALL: SearchFilter = {
  words: [],
  category: undefined,
  minPrice: undefined,
  maxPrice: undefined,
  available: undefined,
  onDeal: undefined,
};
const SYLLABLES = ['LA', 'MP', '램', '프', '무선', '이어', "L'", '%', '_', '😀', 'SS', 'X', '\n'];

/** Numbers that are the same in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const keys: Readonly<Record<Sort, (product: IndexedProduct) => number>> = {
  newest: ({ createdAt }) => createdAt.getTime(),
  'best-selling': ({ unitsSold }) => unitsSold,
  price: ({ price }) => -price,
  '-price': ({ price }) => price,
  discount: ({ discount }) => discount,
};

function matches(product: IndexedProduct, filter: SearchFilter): boolean {
  return (
    filter.words.every((word) => product.text.includes(word)) &&
    (filter.category === undefined || product.category === filter.category) &&
    product.price >= (filter.minPrice ?? 0) &&
    product.price <= (filter.maxPrice ?? Infinity) &&
    (filter.available === undefined || product.available === filter.available) &&
    (filter.onDeal === undefined || product.discount > 0 === filter.onDeal)
  );
}

describe('the index of products', () => {
  const pick = generator(7);
  const text = (): string => Array.from({ length: 1 + pick(6) }, () => SYLLABLES[pick(SYLLABLES.length)]).join('');
  const product = (productId: number): IndexedProduct => ({
    productId,
    text: text(),
    category: ['PET', 'CAR', 'FOOD'][pick(3)] as string,
    createdAt: new Date(pick(50)),
    price: 1 + pick(20),
    discount: pick(2) * pick(99),
    available: pick(2) === 1,
    unitsSold: pick(5),
  });
  const maybe = <T>(value: T): T | undefined => (pick(3) === 0 ? value : undefined);
  const filter = (): SearchFilter => ({
    words: Array.from({ length: pick(3) }, text).filter((word) => !word.includes('\n')),
    category: maybe(['PET', 'BOOKS'][pick(2)] as string),
    minPrice: maybe(pick(20)),
    maxPrice: maybe(pick(20)),
    available: maybe(pick(2) === 1),
    onDeal: maybe(pick(2) === 1),
  });

  it('answers each page and total as a naive computation does, while products are changed and removed', async () => {
    const index = new SearchIndex();
    const products = new Map<number, IndexedProduct>();
    for (let round = 0; round < 300; round++) {
      for (let change = 0; change < 60; change++) {
        const productId = 1 + pick(9_000);
        if (pick(4) === 0) {
          index.remove(productId);
          products.delete(productId);
        } else {
          products.set(productId, product(productId));
          index.set(products.get(productId) as IndexedProduct);
        }
      }
      const [chosen, sort, limit] = [filter(), SORTS[pick(SORTS.length)] as Sort, 1 + pick(20)];
      const key = keys[sort];
      const expected = [...products.values()]
        .filter((one) => matches(one, chosen))
        .sort((one, other) => key(other) - key(one) || other.productId - one.productId)
        .map((one) => ({ key: key(one), productId: one.productId }));
      let after: Position | undefined;
      for (let page = 0; page < 3; page++) {
        const found = await index.search({ filter: chosen, sort, after, limit });
        expect(found).toEqual({
          positions: expected.slice(page * limit, (page + 1) * limit),
          total: expected.length,
        });
        after = found.positions.at(-1);
        if (after === undefined) break;
      }
    }
  });

  it('keeps the matches of a frequent word right when texts change', async () => {
    const index = new SearchIndex();
    const named = (productId: number, name: string): IndexedProduct => ({ ...product(productId), text: `${name}\n` });
    const total = async (word: string): Promise<number> =>
      (await index.search({ filter: { ...ALL, words: [word] }, sort: 'newest', after: undefined, limit: 1 })).total;
    for (let productId = 1; productId <= 2_000; productId++) index.set(named(productId, `LAMP${productId}`));
    expect(await total('LAMP')).toBe(2_000);
    index.set(named(3, 'CHAIR'));
    index.remove(4);
    expect(await total('LAMP')).toBe(1_998);
    index.set(named(3, 'LAMP'));
    index.set(named(2_001, 'OLDLAMP'));
    expect(await total('LAMP')).toBe(2_000);
    expect(await total('PM')).toBe(0);
  });

  it('gives way to other work while it looks through many blocks', async () => {
    const index = new SearchIndex();
    for (let productId = 1; productId <= 60_000; productId++) {
      index.set({ ...product(productId), text: `${'LAMPSHADE'.repeat(4)}${productId}\n` });
    }
    let turns = 0;
    const counting = setInterval(() => turns++, 0);
    for (const word of ['LA', 'AM', 'MP', 'PS', 'SH', 'HA', 'AD', 'DE']) {
      await index.search({ filter: { ...ALL, words: [word] }, sort: 'price', after: undefined, limit: 20 });
    }
    clearInterval(counting);
    expect(turns).toBeGreaterThan(0);
  });

  it('leaves half of the event loop to other work, however many searches run', async () => {
    const index = new SearchIndex();
    index.set({ ...product(1), text: 'LAMP\n' });
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => (now += 10));
    const begun = process.hrtime.bigint();
    const searches = Array.from({ length: 20 }, (_, limit) =>
      index.search({ filter: ALL, sort: 'price', after: undefined, limit: limit + 1 }),
    );
    await Promise.all(searches);
    clock.mockRestore();
    // Each has one slice of 2 ms, and 4 ms are between two slices.
    expect(Number(process.hrtime.bigint() - begun) / 1e6).toBeGreaterThan(60);
  });
});

describe('the texts of a block', () => {
  const WORDS = Array.from({ length: 100 }, (_, index) => String.fromCharCode(0xac00 + index));
  const texts = new TextSignatures();
  const all = (): Uint32Array => new Uint32Array(BLOCK_SIZE / 32).fill(-1);
  const steps = (words: readonly string[], bits = all()): number => [...texts.restrict(bits, words)].length;
  beforeAll(() => {
    for (let slot = 0; slot < BLOCK_SIZE; slot++) texts.set(slot, `${WORDS.join('')}${slot}\n`);
  });

  it('are looked through once for a hundred words that all of them have', () => {
    const bits = all();
    expect(steps(WORDS, bits)).toBe(BLOCK_SIZE / 32);
    expect(bits).toEqual(all());
  });

  it('are not looked through again for a frequent word that was searched for alone, whatever long searches followed', () => {
    expect(steps(WORDS.slice(0, 1))).toBe(BLOCK_SIZE / 32);
    steps(WORDS.slice(1));
    expect(steps(WORDS.slice(0, 1))).toBe(0);
  });

  it('that change while they are looked through are found by what they are afterwards', () => {
    const search = texts.restrict(all(), [WORDS[5] as string]);
    search.next();
    texts.set(0, 'CHAIR\n');
    while (search.next().done !== true);
    const bits = all();
    expect(steps([WORDS[5] as string], bits)).toBe(BLOCK_SIZE / 32);
    expect((bits[0] as number) & 1).toBe(0);
  });
});
