import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { callerAt } from '../../test/support/caller';
import { createDeal } from '../../test/support/deals';
import type { Rig } from '../rig/rig';
import type { Catalogue } from './crowd';

const ACCOUNTS = 5;
const PASSWORD = 'password123';
const SUBSCRIBERS = 200;
const SOCKETS_AT_ONCE = 30;
const CONNECTED_MS = 5_000;

/** What happens beside the crowd: orders with cancels, logins, deals and sockets, each in a loop. */
export class Life {
  private readonly running: number[] = [];
  /** the number of the current turn */
  private turn = 0;

  constructor(
    private readonly rig: Rig,
    private readonly catalogue: Catalogue,
  ) {}

  async begin(): Promise<void> {
    const visitor = callerAt(this.rig.server.address, undefined);
    for (let account = 0; account < ACCOUNTS; account++) {
      const { status } = await visitor.post('/api/auth/signup', { ...credentials(account), name: '홍길동' });
      if (status !== 201) throw new Error(`A sign-up failed: ${status}`);
    }
    for (let userId = 1; userId <= SUBSCRIBERS; userId++) {
      await this.user(userId).post('/api/subscribe/sub-product', { productIds: this.catalogue.all.slice(0, 5) });
    }
  }

  async run(seconds: number): Promise<void> {
    const end = performance.now() + seconds * 1000;
    this.turn++;
    const again = async (everyMs: number, step: () => Promise<unknown>): Promise<void> => {
      while (performance.now() + everyMs < end) {
        const next = performance.now() + everyMs;
        await step();
        await pause(Math.max(0, next - performance.now()));
      }
    };
    await Promise.all([
      again(100, () => this.orderAndCancel()),
      again(3_000, () => this.logInAndOut()),
      again(8_000, () => this.changeDeals()),
      again(CONNECTED_MS + 1_000, () => this.connectSockets()),
    ]);
  }

  /** Places an order, waits for its decision, reads it and cancels it. */
  private async orderAndCancel(): Promise<void> {
    const user = this.user(1 + Math.floor(Math.random() * 5_000));
    const orderItems = [{ productId: this.catalogue.stocked[0], quantity: 1 }];
    const { body } = await user.post('/api/orders/products', { orderItems }, { prefer: 'wait=10' });
    await user.get(`/api/orders/${body.orderId}`);
    const { status } = await user.put(`/api/orders/${body.orderId}`);
    if (status !== 200) throw new Error(`A cancel failed: ${status}`);
  }

  private async logInAndOut(): Promise<void> {
    const visitor = callerAt(this.rig.server.address, undefined);
    const account = credentials(Math.floor(Math.random() * ACCOUNTS));
    await visitor.post('/api/auth/login', { ...account, email: `unknown.${this.turn}@example.com` });
    const { body } = await visitor.post('/api/auth/login', account);
    const user = callerAt(this.rig.server.address, body.accessToken);
    await user.get('/api/users/me');
    const { status } = await user.post('/api/auth/logout', { password: PASSWORD });
    if (status !== 204) throw new Error(`A logout failed: ${status}`);
  }

  /** Creates a small and a large deal, and ends the oldest ones, so that four run. */
  private async changeDeals(): Promise<void> {
    const { admin } = this.rig;
    this.running.push(await createDeal(admin, this.catalogue.all.slice(0, 10)));
    this.running.push(await createDeal(admin, this.catalogue.all));
    while (this.running.length > 4) await admin.delete(`/api/event/${this.running.shift()}`);
  }

  /** Connects sockets with and without a token for a while. */
  private async connectSockets(): Promise<void> {
    const sockets = Array.from({ length: SOCKETS_AT_ONCE }, (_, index) => this.connect(index));
    try {
      await Promise.all(sockets.map((socket) => new Promise<void>((done) => socket.once('connect', done))));
      await pause(CONNECTED_MS);
    } finally {
      for (const socket of sockets) socket.disconnect();
    }
  }

  private connect(index: number): Socket {
    const token = index % 2 === 0 ? { auth: { token: this.rig.token(index + 1) } } : {};
    return io(this.rig.server.address, { transports: ['websocket'], forceNew: true, ...token });
  }

  private user(userId: number) {
    return callerAt(this.rig.server.address, this.rig.token(userId));
  }
}

const credentials = (account: number) => ({ email: `user.${account}@example.com`, password: PASSWORD });
