import { createRequire } from 'node:module';

/** The mock names no controller, whom the client asks for the id of its producer: any broker of it will do. */
export function nameAController(): void {
  const { prototype } = createRequire(__filename)('kafkajs/src/cluster') as {
    prototype: { findControllerBroker: () => unknown };
  };
  prototype.findControllerBroker = function (this: {
    brokerPool: { brokers: object };
    findBroker: (of: { nodeId: string }) => unknown;
  }) {
    return this.findBroker({ nodeId: Object.keys(this.brokerPool.brokers)[0] ?? '' });
  };
}
