/** A step of a sale that a test holds open at its beginning until it lets go. */
export interface PausedStep {
  /** ends when somebody has come as far as this step */
  readonly reached: Promise<void>;
  letGo(): void;
}

/** Makes the next call of `method` wait at its very beginning; later calls pass. */
export function pauseStep<T extends object, M extends keyof T & string>(target: T, method: M): PausedStep {
  const original = (target[method] as (...parameters: unknown[]) => Promise<unknown>).bind(target);
  let arrive = (): void => undefined;
  let letGo = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const released = new Promise<void>((resolve) => (letGo = resolve));
  Object.defineProperty(target, method, {
    configurable: true,
    writable: true,
    value: async (...parameters: unknown[]) => {
      Object.defineProperty(target, method, { configurable: true, writable: true, value: original });
      arrive();
      await released;
      return original(...parameters);
    },
  });
  return { reached, letGo };
}
