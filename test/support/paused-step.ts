/** A step of a sale that waits at its beginning until the test releases it. */
export interface PausedStep {
  /** resolves when a request has reached this step */
  readonly reached: Promise<void>;
  release(): void;
}

/** Makes the next call of `method` wait at its beginning; later calls are not affected. */
export function pauseStep<T extends object, M extends keyof T & string>(target: T, method: M): PausedStep {
  const original = (target[method] as (...parameters: unknown[]) => Promise<unknown>).bind(target);
  let markReached = (): void => undefined;
  let release = (): void => undefined;
  const reached = new Promise<void>((resolve) => (markReached = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  Object.defineProperty(target, method, {
    configurable: true,
    writable: true,
    value: async (...parameters: unknown[]) => {
      Object.defineProperty(target, method, { configurable: true, writable: true, value: original });
      markReached();
      await released;
      return original(...parameters);
    },
  });
  return { reached, release };
}
