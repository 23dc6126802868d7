import { Injectable } from '@nestjs/common';
import { NotificationConfig } from '../notification.config';

/** How long a client may send at its full pace before it has used up what it may send at once. */
const SECONDS_AT_ONCE = 10;

/** What one client, user or address may take of the sockets of one instance. */
@Injectable()
export class SocketLimits {
  perUser: number;
  /** generous: a school, or a proxy that is not known as one, has one address */
  perAddress: number;
  /** packets that a client may send at once, and per second in the long run; an honest one sends two in its life */
  readonly packetsAtOnce: number;
  readonly packetsPerSecond: number;

  /** what is kept for a client that does not fetch it; 200 of the longest signals */
  unreadBytes = 1024 * 1024;

  constructor({ sockets, packets }: NotificationConfig) {
    this.perUser = sockets.user;
    this.perAddress = sockets.address;
    this.packetsPerSecond = packets;
    this.packetsAtOnce = packets * SECONDS_AT_ONCE;
  }
}
