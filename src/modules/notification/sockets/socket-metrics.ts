import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { Metrics } from '#platform/observability/metrics';
import { InstanceStats } from '#platform/observability/instance-stats';
import { UserSockets } from './user-sockets';

/** How many sockets are connected to this instance, by what they may hear. */
@Injectable()
export class SocketMetrics {
  constructor(
    private readonly metrics: Metrics,
    private readonly pulse: InstanceStats,
    private readonly seats: UserSockets,
  ) {}

  attach(server: Server): void {
    const { seats } = this;
    const count = () => ({ public: server.sockets.sockets.size - seats.connectedCount, private: seats.connectedCount });
    this.metrics.gauge({
      name: 'hotdeal_sockets_connected',
      help: 'Sockets connected to this instance, by what they may hear',
      labelNames: ['audience'],
      collect() {
        for (const [audience, connected] of Object.entries(count())) this.set({ audience }, connected);
      },
    });
    this.pulse.add('listeners', count);
  }
}
