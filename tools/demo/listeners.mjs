// The listeners: sockets with the tokens of buyers, and what each of them heard, and when.
import { io } from 'socket.io-client';
import { Unable } from '../say.mjs';

const CONNECT_LIMIT_MS = 20_000;

/**
 * @typedef {object} Listener
 * @property {number} buyer whose token it has
 * @property {Map<number, { at: number, productCount: number }>} deals by event, as first heard
 * @property {Map<number, string>} settled the status of each order it heard of
 */

export class Listeners {
  /** @type {Listener[]} */
  all = [];
  /** @type {import('socket.io-client').Socket[]} */
  #sockets = [];
  /** @type {() => void} */
  #heard = () => undefined;

  /**
   * @param {URL} origin
   * @param {readonly import('./buyers.mjs').Buyer[]} buyers
   * @param {number} count
   * @param {() => void} done
   */
  async connect(origin, buyers, count, done) {
    const connecting = Array.from({ length: count }, async (_, index) => {
      const buyer = index % buyers.length;
      await this.#connect(origin, buyer, buyers[buyer]?.token);
      done();
    });
    await Promise.all(connecting);
  }

  /**
   * @param {() => boolean} condition of what was heard
   * @param {number} milliseconds patience
   */
  async until(condition, milliseconds) {
    if (condition()) return;
    await new Promise((resolve) => {
      const patience = setTimeout(resolve, milliseconds);
      this.#heard = () => {
        if (!condition()) return;
        clearTimeout(patience);
        resolve(undefined);
      };
    });
    this.#heard = () => undefined;
  }

  close() {
    for (const socket of this.#sockets) socket.disconnect();
  }

  /**
   * @param {URL} origin
   * @param {number} buyer
   * @param {string | undefined} token
   */
  #connect({ origin }, buyer, token) {
    // Each has a connection of its own, as 200 browsers would.
    const socket = io(origin, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      timeout: CONNECT_LIMIT_MS,
    });
    /** @type {Listener} */
    const listener = { buyer, deals: new Map(), settled: new Map() };
    this.#sockets.push(socket);
    this.all.push(listener);
    socket.on('new-hot-deal', ({ eventId, productCount }) => {
      const at = performance.now();
      if (!listener.deals.has(eventId)) listener.deals.set(eventId, { at, productCount });
      this.#heard();
    });
    socket.on('order-settled', ({ orderId, status }) => {
      listener.settled.set(orderId, status);
      this.#heard();
    });
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(undefined));
      socket.once('connect_error', (failure) => reject(new Unable(`A socket was refused: ${failure.message}`)));
    });
  }
}
