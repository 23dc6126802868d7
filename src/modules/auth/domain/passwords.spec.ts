import { Passwords } from './passwords';

describe('passwords', () => {
  const passwords = new Passwords({ atOnce: 2, waiting: 100 });

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

  it('are compared with something also when there is no account', async () => {
    let compared = 0;
    const counting = new Passwords({ atOnce: 1, waiting: 1 });
    const first = counting.matches('password123', undefined).then(() => compared++);
    const second = counting.matches('password123', undefined).then(() => compared++);
    await expect(counting.matches('password123', undefined)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    expect(compared).toBe(0);
    await Promise.all([first, second]);
    expect(await counting.matches('password123', undefined)).toBe(false);
  });
});
