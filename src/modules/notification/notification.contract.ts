/** The notifications of users, for the pages of other modules. */
export abstract class Inbox {
  /** The number of a user's unread notifications. */
  abstract unreadOf(userId: number): Promise<number>;
}
