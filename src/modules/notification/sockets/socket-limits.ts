import { Injectable } from '@nestjs/common';
import { NotificationConfig } from '../notification.config';

/** For how many seconds' worth of packets a client may send at once. */
const BURST_SECONDS = 10;

/** The limits of one client, user or address on the sockets of one instance. */
@Injectable()
export class SocketLimits {
  perUser: number;
  /** generous: a school, or a proxy that is not configured as one, has one address */
  perAddress: number;
  /** the packets that a client may send at once, and per second in the long run; the client library sends two in all */
  readonly packetsAtOnce: number;
  readonly packetsPerSecond: number;

  /** what is buffered for a client that does not read; 200 of the longest signals */
  unreadBytes = 1024 * 1024;

  constructor({ sockets, packets }: NotificationConfig) {
    this.perUser = sockets.user;
    this.perAddress = sockets.address;
    this.packetsPerSecond = packets;
    this.packetsAtOnce = packets * BURST_SECONDS;
  }
}
