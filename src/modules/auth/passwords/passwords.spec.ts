import { compare, hash } from 'bcrypt';
import { Passwords } from './passwords';

describe('passwords', () => {
  const passwords = new Passwords({ concurrency: 2, maxQueue: 100, timeoutMs: 60_000 });

  it('are hashed by bcrypt with cost 10', async () => {
    expect(await passwords.hash('password123')).toMatch(/^\$2b\$10\$/);
  });

  it('match only their own hash', async () => {
    const hash = await passwords.hash('password123');
    expect(await passwords.matches('password123', hash)).toBe(true);
    expect(await passwords.matches('password124', hash)).toBe(false);
    expect(await passwords.matches('password123', undefined)).toBe(false);
  });

  it('longer than 72 bytes do not match by their first 72', async () => {
    const longest = `${'a'.repeat(71)}1`;
    const hash = await passwords.hash(longest);
    expect(await passwords.matches(longest, hash)).toBe(true);
    expect(await passwords.matches(`${longest}x`, hash)).toBe(false);
  });

  it('are compared with a hash of the same cost when there is no account', async () => {
    const compared: string[] = [];
    const observed = new Passwords(
      { concurrency: 1, maxQueue: 0, timeoutMs: 60_000 },
      {
        hash,
        compare: (password, hashed) => {
          compared.push(hashed);
          return compare(password, hashed);
        },
      },
    );
    expect(await observed.matches('password123', undefined)).toBe(false);
    expect(compared).toEqual([expect.stringMatching(/^\$2b\$10\$/)]);
  });

  it('are refused when the queue is full, and accepted again when it is empty', async () => {
    const narrow = new Passwords({ concurrency: 1, maxQueue: 1, timeoutMs: 60_000 });
    const served = [narrow.matches('password123', undefined), narrow.matches('password123', undefined)];
    await expect(narrow.matches('password123', undefined)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(await Promise.all(served)).toEqual([false, false]);
    expect(await narrow.matches('password123', undefined)).toBe(false);
  });

  it('leave the queue at the time limit, while a hash that hangs keeps its place', async () => {
    const late = { code: 'SERVICE_UNAVAILABLE', retryAfter: 1 };
    const hashed: string[] = [];
    let release = (): void => undefined;
    const released = new Promise<void>((done) => (release = done));
    const hanging = async (password: string): Promise<string> => {
      hashed.push(password);
      await released;
      return 'hashed';
    };
    const narrow = new Passwords(
      { concurrency: 1, maxQueue: 1, timeoutMs: 10 },
      { hash: hanging, compare: () => Promise.resolve(true) },
    );
    hashed.length = 0;
    const ends = await Promise.allSettled(['first', 'second', 'third'].map((password) => narrow.hash(password)));
    expect(ends).toEqual(ends.map(() => ({ status: 'rejected', reason: expect.objectContaining(late) as unknown })));
    const fourth = narrow.hash('fourth');
    release();
    expect(await fourth).toBe('hashed');
    expect(hashed).toEqual(['first', 'fourth']);
  });
});
