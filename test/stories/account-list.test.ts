import type { ListedAccountView } from '../../src/modules/auth/http/account-view.dto';
import { callerAt } from '../support/caller';
import { openShop, type Shop } from '../support/shop';
import { mismatches } from '../support/shapes';

const LIST = '/api/admin/accounts';
const ACCOUNT = {
  authId: 'id',
  email: 'text',
  name: 'text',
  role: 'text',
  status: 'text',
  createdAt: 'time',
  withdrawnAt: 'time?',
} as const;
const password = 'password123';

describe('the list of accounts', () => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop();
  });
  afterAll(() => shop.close());
  beforeEach(() => shop.database.execute('DELETE FROM accounts'));

  interface Page {
    readonly items: readonly ListedAccountView[];
    readonly nextCursor: string | null;
  }
  const list = async (query = ''): Promise<Page> => {
    const { status, body } = await shop.admin.get(`${LIST}?${query}`);
    expect([query, status]).toEqual([query, 200]);
    return body as Page;
  };
  const idsOf = ({ items }: Page): number[] => items.map(({ authId }) => authId);
  const found = async (email: string): Promise<(string | null)[]> =>
    (await list(`email=${encodeURIComponent(email)}`)).items.map((account) => account.email);
  /** Accounts with higher ids are created later. */
  const kept = async (authId: number, email: string | null, status = 'ACTIVE', second = authId): Promise<void> => {
    await shop.database.execute(
      `INSERT INTO accounts (account_id, email, name, role, status, version, password_hash, created_at)
       VALUES (?, ?, '홍길동', 'USER', ?, 1, '', '2026-01-01' + INTERVAL ? SECOND)`,
      [authId, email, status, second],
    );
  };
  const signedUp = async (email: string) => {
    const { body } = await shop.anonymous.post('/api/auth/signup', { email, name: '홍길동', password });
    const logIn = await shop.anonymous.post('/api/auth/login', { email, password });
    return { authId: body.authId as number, caller: callerAt(shop.address, logIn.body.accessToken) };
  };

  it.each(['', 'status=active', 'email=person'])(
    'is read page by page, newest first, each account once, also when one is added meanwhile: %s',
    async (filter) => {
      for (const authId of [3, 7, 1, 5, 2, 6, 4]) {
        // Some have the same instant, so that the id decides.
        await kept(authId, `person${8 - authId}@example.com`, 'ACTIVE', [3, 4, 5].includes(authId) ? 3 : authId);
      }
      const seen: number[] = [];
      let cursor: string | null = null;
      do {
        const page: Page = await list(`${filter}&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`);
        expect(page.items.length).toBeLessThanOrEqual(2);
        seen.push(...idsOf(page));
        cursor = page.nextCursor;
        if (seen.length === 2) await kept(8, 'person8@example.com');
      } while (cursor !== null);
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1]);
    },
  );

  it('can be filtered by a status, written as in the answer', async () => {
    await kept(1, 'one@example.com', 'ACTIVE');
    await kept(2, 'two@example.com', 'PENDING');
    await kept(3, 'three@example.com', 'WITHDRAWN');
    await kept(4, null, 'ROLLED_BACK');
    const statuses = ['active', 'pending', 'withdrawn', 'rolled_back'];
    for (const [index, status] of statuses.entries()) {
      const { items } = await list(`status=${status}`);
      expect(items.map((account) => [account.authId, account.status])).toEqual([[index + 1, status]]);
    }
    expect((await list()).items.map(({ status }) => status)).toEqual([...statuses].reverse());
    expect((await list('status=rolled_back')).items[0]?.email).toBeNull();
    expect(idsOf(await list('status=withdrawn&email=t'))).toEqual([3]);
    for (const status of ['ACTIVE', 'gone', '', 'active,pending']) {
      const { status: answered, body } = await shop.admin.get(`${LIST}?status=${status}`);
      expect([answered, body.code]).toEqual([400, 'VALIDATION_FAILED']);
    }
  });

  it('can be narrowed to the account of one user', async () => {
    for (const authId of [1, 2, 3]) await kept(authId, `person${authId}@example.com`);
    expect(idsOf(await list('userId=2'))).toEqual([2]);
    expect(idsOf(await list('userId=2&status=active'))).toEqual([2]);
    expect(idsOf(await list('userId=2&email=person3'))).toEqual([]);
    expect(idsOf(await list('userId=9'))).toEqual([]);
    expect((await shop.admin.get(`${LIST}?userId=0`)).status).toBe(400);
  });

  it('can be searched by the beginning of an e-mail, in any spelling, and by nothing else', async () => {
    const emails = ['mina@example.com', 'minari@example.com', 'josé@example.com', 'anna.mina@example.com'];
    for (const [index, email] of emails.entries()) await kept(index + 1, email);
    await kept(10, null, 'ROLLED_BACK');
    const [mina, minari, jose] = emails;
    for (const spelling of ['mina', 'MINA', '  Mina ', 'mIn']) expect(await found(spelling)).toEqual([minari, mina]);
    expect(await found('mina@')).toEqual([mina]);
    expect(await found('mina@example.com')).toEqual([mina]);
    expect(await found('mina@example.com.au')).toEqual([]);
    for (const spelling of ['josé', 'JOS\u00c9', 'jose\u0301']) expect(await found(spelling)).toEqual([jose]);
    expect(await found('jose')).toEqual([]);
    expect(await found('example')).toEqual([]);
  });

  it.each(['%', '_', '|', '\\', "'"])('does not treat a character of an e-mail as a pattern: %s', async (character) => {
    await kept(1, `${character}a@example.com`);
    await kept(2, 'xa@example.com');
    expect(await found(character)).toEqual([`${character}a@example.com`]);
    expect(await found(`${character}a`)).toEqual([`${character}a@example.com`]);
  });

  it.each(['email=', 'email=%20', `email=${'a'.repeat(255)}`, 'email=a&email=b', 'email[]=a', 'email=a%00'])(
    'refuses a search by what is no beginning of an e-mail: %s',
    async (query) => {
      const { status, body } = await shop.admin.get(`${LIST}?${query}`);
      expect([status, body.code]).toEqual([400, 'VALIDATION_FAILED']);
    },
  );

  it('shows when an account was withdrawn, until it is restored', async () => {
    const { authId, caller } = await signedUp('gone@example.com');
    const seen = async () => (await list('email=gone@')).items;
    const before = await seen();
    expect(mismatches([ACCOUNT], before)).toEqual([]);
    expect(before).toMatchObject([{ authId, name: '홍길동', role: 'USER', status: 'active', withdrawnAt: null }]);

    const clock = async () => (await shop.database.query<{ now: Date }>('SELECT NOW(3) AS now'))[0]?.now.getTime() ?? 0;
    const earliest = await clock();
    expect((await caller.post('/api/auth/withdraw', { password })).status).toBe(204);
    const [withdrawn] = (await list('status=withdrawn')).items;
    expect(withdrawn).toMatchObject({ authId, email: 'gone@example.com', status: 'withdrawn' });
    expect(mismatches({ ...ACCOUNT, withdrawnAt: 'time' }, withdrawn)).toEqual([]);
    const withdrawnAt = Date.parse(String(withdrawn?.withdrawnAt));
    expect(withdrawnAt).toBeGreaterThanOrEqual(earliest);
    expect(withdrawnAt).toBeLessThanOrEqual(await clock());

    expect((await shop.admin.post(`/api/auth/${authId}/restore`)).status).toBe(200);
    expect(await seen()).toEqual(before);
  });

  it('is for administrators only', async () => {
    expect([(await shop.anonymous.get(LIST)).status, (await shop.buyer(7).get(LIST)).status]).toEqual([401, 403]);
  });
});
