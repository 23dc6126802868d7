import { compare, hash } from 'bcrypt';
import { Passwords } from './passwords';

describe('passwords', () => {
  const passwords = new Passwords({ atOnce: 2, waiting: 100, patienceMs: 60_000 });

  it('are kept as bcrypt of cost 10', async () => {
    expect(await passwords.hash('password123')).toMatch(/^\$2b\$10\$/);
  });

  it('match their own hash only', async () => {
    const hash = await passwords.hash('password123');
    expect(await passwords.matches('password123', hash)).toBe(true);
    expect(await passwords.matches('password124', hash)).toBe(false);
    expect(await passwords.matches('password123', undefined)).toBe(false);
  });

  it('do not match by their first 72 bytes', async () => {
    const longest = `${'a'.repeat(71)}1`;
    const hash = await passwords.hash(longest);
    expect(await passwords.matches(longest, hash)).toBe(true);
    expect(await passwords.matches(`${longest}x`, hash)).toBe(false);
  });

  it('are compared with a hash of the same cost also when there is no account', async () => {
    const compared: string[] = [];
    const watched = new Passwords(
      { atOnce: 1, waiting: 0, patienceMs: 60_000 },
      {
        hash,
        compare: (password, hashed) => {
          compared.push(hashed);
          return compare(password, hashed);
        },
      },
    );
    expect(await watched.matches('password123', undefined)).toBe(false);
    expect(compared).toEqual([expect.stringMatching(/^\$2b\$10\$/)]);
  });

  it('wait for their turn, and no more than may', async () => {
    const narrow = new Passwords({ atOnce: 1, waiting: 1, patienceMs: 60_000 });
    const served = [narrow.matches('password123', undefined), narrow.matches('password123', undefined)];
    await expect(narrow.matches('password123', undefined)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await Promise.all(served)).toEqual([false, false]);
    expect(await narrow.matches('password123', undefined)).toBe(false);
  });

  it('are not waited for without end: who is told so leaves the queue, and what hangs keeps its place', async () => {
    const late = { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 };
    const hashed: string[] = [];
    let letGo = (): void => undefined;
    const gone = new Promise<void>((done) => (letGo = done));
    const hanging = async (password: string): Promise<string> => {
      hashed.push(password);
      await gone;
      return 'hashed';
    };
    const narrow = new Passwords(
      { atOnce: 1, waiting: 1, patienceMs: 10 },
      { hash: hanging, compare: () => Promise.resolve(true) },
    );
    hashed.length = 0;
    const ends = await Promise.allSettled(['first', 'second', 'third'].map((password) => narrow.hash(password)));
    expect(ends).toEqual(ends.map(() => ({ status: 'rejected', reason: expect.objectContaining(late) as unknown })));
    const fourth = narrow.hash('fourth');
    letGo();
    expect(await fourth).toBe('hashed');
    expect(hashed).toEqual(['first', 'fourth']);
  });
});
