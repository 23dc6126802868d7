import type { Request } from 'express';
import { UnfinishedBodies } from './unfinished-bodies';

const MIB = 2 ** 20;
const waiting = (remoteAddress: string, readableLength: number): Request =>
  ({ readableLength, headers: {}, socket: { remoteAddress } }) as unknown as Request;

describe('unfinished bodies', () => {
  let bodies: UnfinishedBodies;
  beforeEach(() => {
    bodies = new UnfinishedBodies();
  });
  afterEach(() => bodies.onModuleDestroy());

  it('of one address are refused beyond 4 MiB, until others of it are released', () => {
    const release = bodies.hold(waiting('203.0.113.2', 4 * MIB));
    expect(() => bodies.hold(waiting('203.0.113.2', 1))).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }),
    );
    bodies.hold(waiting('203.0.113.3', 1))();
    release();
    expect(bodies.hold(waiting('203.0.113.2', 4 * MIB))).toBeInstanceOf(Function);
  });

  it('of all addresses are refused beyond 32 MiB, until some are released', () => {
    const releases = Array.from({ length: 8 }, (_, index) => bodies.hold(waiting(`203.0.113.${index}`, 4 * MIB)));
    expect(() => bodies.hold(waiting('203.0.113.9', 1))).toThrow(
      expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }),
    );
    releases[0]?.();
    expect(bodies.hold(waiting('203.0.113.9', MIB))).toBeInstanceOf(Function);
  });
});
