/** Runs `work` at most once at a time: callers that come while it runs share its result. */
export class SingleFlight<T> {
  private flight: Promise<T> | undefined;

  constructor(private readonly work: () => Promise<T>) {}

  /** The call that is running, if there is one. */
  get running(): Promise<T> | undefined {
    return this.flight;
  }

  run(): Promise<T> {
    this.flight ??= this.work().finally(() => {
      this.flight = undefined;
    });
    return this.flight;
  }
}
