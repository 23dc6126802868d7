import type { Config } from '#platform/config/config';
import type { ValuesOf } from '#platform/config/config-section';
import { limitCount } from '#platform/config/limits';

export class NotificationConfig {
  static readonly variables = {
    RATE_LIMIT_SOCKETS_ADDRESS: limitCount.default(10_000),
    RATE_LIMIT_SOCKETS_USER: limitCount.default(100),
    RATE_LIMIT_SOCKET_PACKETS: limitCount.default(5),
  };

  /** sockets open at once on one instance, of one address and of one user */
  readonly sockets: { readonly address: number; readonly user: number };
  /** packets that one socket may send, in a second in the long run */
  readonly packets: number;

  constructor(values: ValuesOf<typeof NotificationConfig.variables>, { limits }: Config) {
    this.sockets = {
      address: limits.scaled(values.RATE_LIMIT_SOCKETS_ADDRESS),
      user: limits.scaled(values.RATE_LIMIT_SOCKETS_USER),
    };
    this.packets = limits.scaled(values.RATE_LIMIT_SOCKET_PACKETS);
  }
}
