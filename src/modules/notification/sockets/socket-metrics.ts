import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { InstanceStats } from '#platform/observability/instance-stats';
import { Metrics } from '#platform/observability/metrics';
import { UserSockets } from './user-sockets';

/** How many sockets are connected to this instance: guests' (public signals only) and users' (private ones too). */
@Injectable()
export class SocketMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly stats: InstanceStats,
    private readonly sockets: UserSockets,
  ) {}

  attach(server: Server): void {
    const count = () => {
      const { connectedCount } = this.sockets;
      return { public: server.sockets.sockets.size - connectedCount, private: connectedCount };
    };
    this.metrics.gauge({
      name: 'hotdeal_sockets_connected',
      help: 'Sockets connected to this instance, by the signals that they receive',
      labelNames: ['audience'],
      collect() {
        for (const [audience, connected] of Object.entries(count())) this.set({ audience }, connected);
      },
    });
    this.stats.add('listeners', count);
  }
}
