import type { ProfileDraft } from '#user';
import { ProfileRepository } from '../../src/modules/user/persistence/profile.repository';
import { UserModule } from '../../src/modules/user/user.module';
import { type Accounts, openAccounts } from '../support/accounts';

let number = 0;
const profile = (version: number, name = '홍길동'): ProfileDraft => ({
  userId: number,
  email: `user${number}@example.com`,
  name,
  role: 'USER',
  version,
});

describe('a profile', () => {
  let accounts: Accounts;
  let profiles: ProfileRepository;

  beforeAll(async () => {
    accounts = await openAccounts();
    profiles = accounts.module.select(UserModule).get(ProfileRepository);
  });
  beforeEach(() => {
    number++;
  });
  afterAll(() => accounts.close());

  const shown = () => profiles.show(number);
  const hidden = { code: 'USER_NOT_FOUND', kind: 'not-found' };

  it('is shown once it is registered, and registered only once', async () => {
    await expect(shown()).rejects.toMatchObject(hidden);
    await profiles.register(profile(1));
    const first = await shown();
    expect(first).toEqual({
      userId: number,
      email: `user${number}@example.com`,
      name: '홍길동',
      role: 'USER',
      createdAt: expect.any(Date),
    });
    await profiles.register(profile(1, 'another name'));
    expect(await shown()).toEqual(first);
  });

  it('that was removed is not restored by a late registration', async () => {
    await profiles.register(profile(1));
    await profiles.remove(number, 2);
    await profiles.register(profile(1));
    await expect(shown()).rejects.toMatchObject(hidden);
  });

  it('that was removed before its registration is not registered', async () => {
    await profiles.remove(number, 2);
    await profiles.register(profile(1));
    await expect(shown()).rejects.toMatchObject(hidden);
  });

  it('that was removed keeps no personal data', async () => {
    await profiles.register(profile(1));
    await profiles.remove(number, 2);
    const [row] = await accounts.database.query('SELECT email, name FROM users WHERE user_id = ?', [number]);
    expect(row).toEqual({ email: '', name: '' });
  });

  it('is hidden while its account is withdrawn, in whatever order the changes arrive', async () => {
    await profiles.register(profile(1));
    await profiles.withdraw(number, 3);
    await expect(shown()).rejects.toMatchObject(hidden);
    await profiles.restore(profile(4));
    await profiles.withdraw(number, 3);
    expect(await shown()).toMatchObject({ userId: number, name: '홍길동' });
    await profiles.withdraw(number, 5);
    await profiles.restore(profile(4));
    await expect(shown()).rejects.toMatchObject(hidden);
  });

  it('ends in the state of the newest of twenty parallel changes', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 === 0 ? profiles.withdraw(number, index + 1) : profiles.restore(profile(index + 1, `name ${index}`)),
      ),
    );
    expect(await shown()).toMatchObject({ name: 'name 19' });
  });
});
