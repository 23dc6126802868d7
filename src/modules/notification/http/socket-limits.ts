import { Injectable } from '@nestjs/common';

/** What one client, user or address may take of the sockets of one instance. */
@Injectable()
export class SocketLimits {
  perUser = 100;
  /** generous: a school, or a proxy that is not known as one, has one address */
  perAddress = 10_000;
  /** packets that a client may send at once, and per second in the long run; an honest one sends two in its life */
  packetsAtOnce = 50;
  packetsPerSecond = 5;
}
