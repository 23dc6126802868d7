export abstract class OutboundClient {
  /**
   * Deletes the integration events that were sent more than a week ago, and those of deleted webhooks; due events stay.
   * It deletes a few rows at a time, so no transaction waits long for them and an interruption loses nothing. Returns
   * how many events.
   */
  abstract deleteSent(): Promise<number>;
}
