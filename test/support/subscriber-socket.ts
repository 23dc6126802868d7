import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';

export type SubscriberSocketOptions = Partial<ManagerOptions & SocketOptions>;

/** A client of the live signals, and the events that it has received. */
export class SubscriberSocket {
  readonly received: { readonly event: string; readonly payload: unknown }[] = [];
  readonly socket: Socket;
  /** the id of the latest connection, the same on the server */
  lastId = '';
  private readonly waiting = new Set<() => void>();

  constructor(url: string, options: SubscriberSocketOptions) {
    this.socket = io(url, {
      forceNew: true,
      transports: ['websocket'],
      reconnectionDelay: 50,
      reconnectionDelayMax: 100,
      ...options,
      autoConnect: false,
    });
    this.socket.onAny((event: string, payload: unknown) => this.record(event, payload));
    this.socket.on('disconnect', (reason) => this.record('disconnect', reason));
    this.socket.on('connect', () => {
      this.lastId = this.socket.id ?? '';
      this.record('connect', this.socket.recovered);
    });
    this.socket.on('connect_error', (error) => this.record('connect_error', (error as { data?: unknown }).data));
  }

  async connected(): Promise<void> {
    const before = this.of('connect').length;
    this.socket.connect();
    await this.until(() => this.of('connect').length > before || this.of('connect_error').length > 0);
    if (!this.socket.connected) throw new Error(`not connected: ${JSON.stringify(this.of('connect_error'))}`);
  }

  /** Connects to this address next time, as behind a load balancer. */
  moveTo(url: string): void {
    Object.assign(this.socket.io, { uri: url });
  }

  /** Resolves with the code of the refusal, or with `undefined` when connected. */
  async refusedOrConnected(): Promise<unknown> {
    this.socket.connect();
    await this.until(() => this.received.length > 0);
    const [refusal] = this.of('connect_error');
    return this.socket.connected ? undefined : ((refusal as { code?: unknown }).code ?? 'refused');
  }

  /** Resolves with the code of the refusal of a connection attempt. */
  async refused(): Promise<unknown> {
    this.socket.connect();
    const refusal = await this.next('connect_error');
    this.socket.disconnect();
    return (refusal as { code?: unknown } | undefined)?.code;
  }

  of(event: string): unknown[] {
    return this.received.filter((one) => one.event === event).map(({ payload }) => payload);
  }

  /** The payload of the `count`th event of this name, as soon as it is received. */
  async next(event: string, count = 1): Promise<unknown> {
    await this.until(() => this.of(event).length >= count);
    return this.of(event)[count - 1];
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((wake) => this.waiting.add(wake));
  }

  private record(event: string, payload: unknown): void {
    this.received.push({ event, payload });
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
