import { createRequire } from 'node:module';

/** The mock broker names no controller, which the client needs for the id of its producer: any broker of the mock will do. */
export function patchControllerLookup(): void {
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
