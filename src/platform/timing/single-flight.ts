/**
 * Runs `work` at most once at a time: callers that come while it runs share its result, and their own parameters are not
 * used.
 */
export class SingleFlight<T, Parameters extends readonly unknown[] = []> {
  private flight: Promise<T> | undefined;

  constructor(private readonly work: (...parameters: Parameters) => Promise<T>) {}

  /** The call that is running, if there is one. */
  get running(): Promise<T> | undefined {
    return this.flight;
  }

  run(...parameters: Parameters): Promise<T> {
    this.flight ??= this.work(...parameters).finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }
}
