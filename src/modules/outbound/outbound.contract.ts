/** What may be asked of what goes to the outside. */
export abstract class OutboundClient {
  /**
   * Deletes what was sent a week ago, and what was noted for webhooks that are no more; what is due stays. A few rows at
   * a time: nobody waits for it long, and breaking it off loses nothing. Returns how many events.
   */
  abstract forgetSent(): Promise<number>;
}
