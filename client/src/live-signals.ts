import type { Client } from 'openapi-fetch';
import { io, type Socket } from 'socket.io-client';
import type { Login } from './login.js';
import { answerOf } from './problem.js';
import type { components, paths } from './schema.js';
import { SeenSignals } from './seen-signals.js';

type Payloads = components['schemas']['LiveSignals'];
type PublicSignal = components['schemas']['SignalView'];

export type LiveState = 'connecting' | 'connected' | 'lost';

/** The events of `on` and their payloads. */
export type LiveEvents = { readonly [Event in keyof Payloads]: Payloads[Event] } & {
  /** the state of the connection */
  readonly state: LiveState;
  /** connected, and every missed public signal has been delivered; private data must be read again over REST */
  readonly 'caught-up': undefined;
};

type Listener<Event extends keyof LiveEvents> = (payload: LiveEvents[Event]) => void;
type Wire = { [Event in keyof Payloads]: (payload: Payloads[Event]) => void };

const PUBLIC = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended', 'hot-deal-changed'] as const;
const PRIVATE = ['order-settled', 'order-reserved', 'payment-ended', 'order-progressed', 'notification'] as const;
const PAGE_SIZE = 100;
/** Signals sent at the same moment arrive in any order; a signal that is missing for longer than this was lost. */
const GAP_LIMIT_MS = 2_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The live signals of a shop. Each public signal is delivered once and none is missed: after a lost connection, and where a
 * signal did not arrive, the missing ones are read from the shop. Reconnects by itself, as the user who is logged in then.
 */
export class LiveSignals {
  private readonly socket: Socket<Wire>;
  private readonly listeners = new Map<keyof LiveEvents, Set<Listener<never>>>();
  private seen: SeenSignals | undefined;
  private catchingUp: Promise<void> | undefined;
  private currentState: LiveState = 'connecting';
  private isWanted = false;

  constructor(
    baseUrl: string,
    private readonly login: Login,
    private readonly api: Client<paths>,
  ) {
    this.socket = io(baseUrl === '' ? undefined : baseUrl, {
      autoConnect: false,
      auth: (send) => void this.authenticate(send),
      // WebSocket first: it is a single request, so no two requests have to reach the same instance.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: FIRST_PAUSE_MS,
      reconnectionDelayMax: LONGEST_PAUSE_MS,
    });
    this.socket.on('connect', () => void this.onConnect());
    this.socket.on('disconnect', (reason) => {
      // A new login opens a new connection, and nothing was lost.
      this.setState(this.isWanted && reason === 'io client disconnect' ? 'connecting' : 'lost');
      // The shop ended the login, or the socket sent too much. Socket.IO reconnects by itself in all other cases.
      if (reason === 'io server disconnect') this.reconnect();
    });
    this.socket.on('connect_error', (error) => void this.onConnectError(error));
    this.socket.on('session-expired', () => this.reconnect());
    for (const event of PUBLIC) this.socket.on(event, (signal: PublicSignal) => this.receive(event, signal));
    for (const event of PRIVATE) this.socket.on(event, (payload: Payloads[typeof event]) => this.emit(event, payload));
    login.onChange(() => this.reconnect());
  }

  get state(): LiveState {
    return this.currentState;
  }

  /** Delivers signals from now on; earlier ones are part of what the shop returns over REST. */
  connect(): void {
    void this.start();
  }

  close(): void {
    this.isWanted = false;
    this.socket.close();
  }

  /** Calls `listener` with each payload. Returns a function that stops it. */
  on<Event extends keyof LiveEvents>(event: Event, listener: Listener<Event>): () => void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** The last signal must be known before connecting, or one that is sent meanwhile would be lost. */
  private async start(): Promise<void> {
    this.isWanted = true;
    try {
      const { lastSeq } = await answerOf(this.api.GET('/api/event/signals/last'));
      this.seen ??= new SeenSignals(lastSeq);
      if (this.isWanted) this.socket.connect();
    } catch {
      this.setState('lost');
      setTimeout(() => this.isWanted && this.connect(), pause());
    }
  }

  private async authenticate(send: (auth: object) => void): Promise<void> {
    const token = await this.login.accessToken().catch(() => undefined);
    send(token === undefined ? {} : { token });
  }

  private async onConnectError(error: Error & { readonly data?: unknown }): Promise<void> {
    this.setState('lost');
    // Something between the client and the shop drops WebSockets without an error.
    if (error.message === 'timeout') this.socket.io.opts.transports = ['polling', 'websocket'];
    if ((error.data as { code?: string } | undefined)?.code !== 'UNAUTHENTICATED') return this.retryLater();
    await this.login.renew(undefined).catch(() => undefined);
    this.retryLater();
  }

  /** Socket.IO retries by itself only when no connection was made, not after a refusal. */
  private retryLater(): void {
    if (!this.socket.active) setTimeout(() => this.isWanted && this.socket.connect(), pause());
  }

  /** As the user who is logged in now. A connection that is being opened already reads the token when it needs it. */
  private reconnect(): void {
    if (!this.isWanted || this.seen === undefined || this.socket.io._readyState === 'opening') return;
    this.socket.disconnect().connect();
  }

  private async onConnect(): Promise<void> {
    this.setState('connected');
    if (!this.socket.recovered) await this.catchUp();
    if (this.socket.connected) this.emit('caught-up', undefined);
  }

  private receive(event: (typeof PUBLIC)[number], signal: PublicSignal): void {
    if (this.seen?.note(signal.seq) !== true) return;
    this.emit(event, signal);
    if (this.seen.hasGap) setTimeout(() => this.closeGap(), GAP_LIMIT_MS + pause());
  }

  private closeGap(): void {
    if (this.seen?.hasGap === true && this.socket.connected) void this.catchUp();
  }

  /** Shared by concurrent callers; ends when every missed signal was delivered, or when the connection is lost again. */
  private catchUp(): Promise<void> {
    this.catchingUp ??= this.readUntilAnswered().finally(() => {
      this.catchingUp = undefined;
    });
    return this.catchingUp;
  }

  private async readUntilAnswered(): Promise<void> {
    while (this.socket.connected) {
      try {
        await this.readMissed();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pause()));
      }
    }
  }

  private async readMissed(): Promise<void> {
    for (let more = true; more && this.seen !== undefined && this.socket.connected;) {
      const query = { after: this.seen.complete, limit: PAGE_SIZE };
      const { items } = await answerOf(this.api.GET('/api/event/signals', { params: { query } }));
      for (const signal of items) this.receive(signal.signal ?? 'new-hot-deal', signal);
      more = items.length === PAGE_SIZE;
    }
  }

  private setState(state: LiveState): void {
    if (this.currentState === state) return;
    this.currentState = state;
    this.emit('state', state);
  }

  private emit<Event extends keyof LiveEvents>(event: Event, payload: LiveEvents[Event]): void {
    for (const listener of this.listeners.get(event) ?? []) (listener as Listener<Event>)(payload);
  }
}

/** Random, so that not all clients return at the same moment. */
function pause(): number {
  return FIRST_PAUSE_MS * (1 + Math.random());
}
