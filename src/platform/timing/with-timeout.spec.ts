import { withTimeout } from './with-timeout';

const never = new Promise<never>(() => undefined);
const late = (): Error => new Error('late');
const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;

describe('work with a time limit', () => {
  it('has its own value or error when it ends in time', async () => {
    await expect(withTimeout(60_000, Promise.resolve(7), late)).resolves.toBe(7);
    await expect(withTimeout(60_000, Promise.reject(new Error('own')), late)).rejects.toThrow('own');
  });

  it('rejects with the given error when it does not end', async () => {
    await expect(withTimeout(1, never, late)).rejects.toThrow('late');
  });

  it('may fail after the timeout without an unhandled rejection', async () => {
    let fail = (_: Error): void => undefined;
    const work = new Promise<never>((_, reject) => (fail = reject));
    await expect(withTimeout(1, work, late)).rejects.toThrow('late');
    fail(new Error('much later'));
    await expect(work).rejects.toThrow('much later');
  });

  it('leaves no timer behind', async () => {
    const before = timers();
    await withTimeout(60_000, Promise.resolve(), late);
    await withTimeout(60_000, Promise.reject(new Error('own')), late).catch(() => undefined);
    expect(timers()).toBe(before);
  });
});
