/** Defines tests that all start when the first of them does, because each mostly waits for a time limit. */
export function testConcurrently(tests: readonly (readonly [title: string, work: () => Promise<void>])[]): void {
  const outcomes = new Map<string, Promise<PromiseSettledResult<void>[]>>();
  const startAll = (): void => {
    for (const [title, work] of tests) outcomes.set(title, Promise.allSettled([work()]));
  };
  it.each(tests.map(([title]) => title))('%s', async (title) => {
    if (outcomes.size === 0) startAll();
    const [outcome] = (await outcomes.get(title)) ?? [];
    if (outcome?.status !== 'fulfilled') throw outcome?.reason;
  });
}
