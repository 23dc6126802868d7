import type { Client } from 'openapi-fetch';
import { io, type Socket } from 'socket.io-client';
import type { Login } from './login.js';
import { answerOf } from './problem.js';
import type { components, paths } from './schema.js';
import { SeenSignals } from './seen-signals.js';

type Payloads = components['schemas']['LiveSignals'];
type PublicSignal = components['schemas']['SignalView'];

export type LiveState = 'connecting' | 'connected' | 'lost';

/** What can be listened to. */
export type LiveEvents = { readonly [Event in keyof Payloads]: Payloads[Event] } & {
  /** the connection, as it is now */
  readonly state: LiveState;
  /** connected, and told every public signal that was missed; what is private must be asked over REST again */
  readonly 'caught-up': undefined;
};

type Listener<Event extends keyof LiveEvents> = (payload: LiveEvents[Event]) => void;
type Wire = { [Event in keyof Payloads]: (payload: Payloads[Event]) => void };

const PUBLIC = ['new-hot-deal', 'hot-deal-opened', 'hot-deal-ended'] as const;
const PRIVATE = ['order-settled', 'notification'] as const;
const ASKED_AT_ONCE = 100;
/** Signals of one moment arrive in any order; what is missing longer than this was lost. */
const GAP_ASKED_AFTER_MS = 2_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The live signals of a shop, each public one once and none missed: after a lost connection, and where one did not
 * arrive, the shop is asked for those since. Comes back by itself, as whoever is logged in by then.
 */
export class LiveSignals {
  private readonly socket: Socket<Wire>;
  private readonly listeners = new Map<keyof LiveEvents, Set<Listener<never>>>();
  private seen: SeenSignals | undefined;
  private catchingUp: Promise<void> | undefined;
  private known: LiveState = 'connecting';
  private wanted = false;

  constructor(
    baseUrl: string,
    private readonly login: Login,
    private readonly api: Client<paths>,
  ) {
    this.socket = io(baseUrl === '' ? undefined : baseUrl, {
      autoConnect: false,
      auth: (give) => void this.identify(give),
      // At once as a websocket: nothing is asked before it, and no two of the requests need the same instance.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelay: FIRST_PAUSE_MS,
      reconnectionDelayMax: LONGEST_PAUSE_MS,
    });
    this.socket.on('connect', () => void this.arrive());
    this.socket.on('disconnect', (reason) => {
      this.enter('lost');
      // The shop has ended a login, or a flood; everything else comes back by itself.
      if (reason === 'io server disconnect') this.comeBack();
    });
    this.socket.on('connect_error', (error) => void this.refused(error));
    this.socket.on('session-expired', () => this.comeBack());
    for (const event of PUBLIC) this.socket.on(event, (signal: PublicSignal) => this.hear(event, signal));
    for (const event of PRIVATE) this.socket.on(event, (payload: Payloads[typeof event]) => this.tell(event, payload));
    login.onChange(() => this.comeBack());
  }

  get state(): LiveState {
    return this.known;
  }

  /** From now on: signals of before are in what the shop answers anyway. */
  connect(): void {
    void this.begin();
  }

  close(): void {
    this.wanted = false;
    this.socket.close();
  }

  /** Calls `heard` with each; answers how to stop that. */
  on<Event extends keyof LiveEvents>(event: Event, heard: Listener<Event>): () => void {
    const listeners = this.listeners.get(event) ?? new Set();
    this.listeners.set(event, listeners.add(heard));
    return () => listeners.delete(heard);
  }

  /** Which signals were before must be known first, or one that is sent while we connect would be lost. */
  private async begin(): Promise<void> {
    this.wanted = true;
    try {
      const { lastSeq } = await answerOf(this.api.GET('/api/event/signals/last'));
      this.seen ??= new SeenSignals(lastSeq);
      if (this.wanted) this.socket.connect();
    } catch {
      this.enter('lost');
      setTimeout(() => this.wanted && this.connect(), pause());
    }
  }

  private async identify(give: (auth: object) => void): Promise<void> {
    const token = await this.login.accessToken().catch(() => undefined);
    give(token === undefined ? {} : { token });
  }

  private async refused(error: Error & { readonly data?: unknown }): Promise<void> {
    this.enter('lost');
    // Somewhere on the way websockets are swallowed without a word.
    if (error.message === 'timeout') this.socket.io.opts.transports = ['polling', 'websocket'];
    if ((error.data as { code?: string } | undefined)?.code !== 'UNAUTHENTICATED') return this.retryLater();
    await this.login.renew(undefined).catch(() => undefined);
    this.retryLater();
  }

  /** Socket.IO tries again by itself only where no connection came about; a refusal it takes for an answer. */
  private retryLater(): void {
    if (!this.socket.active) setTimeout(() => this.wanted && this.socket.connect(), pause());
  }

  /** As whoever is logged in now. A connection on its way says who that is when it has arrived. */
  private comeBack(): void {
    if (!this.wanted || this.seen === undefined || this.socket.io._readyState === 'opening') return;
    this.socket.disconnect().connect();
  }

  private async arrive(): Promise<void> {
    this.enter('connected');
    if (!this.socket.recovered) await this.catchUp();
    if (this.socket.connected) this.tell('caught-up', undefined);
  }

  private hear(event: (typeof PUBLIC)[number], signal: PublicSignal): void {
    if (this.seen?.note(signal.seq) !== true) return;
    this.tell(event, signal);
    if (this.seen.hasGap) setTimeout(() => this.closeGap(), GAP_ASKED_AFTER_MS + pause());
  }

  private closeGap(): void {
    if (this.seen?.hasGap === true && this.socket.connected) void this.catchUp();
  }

  /** Once for all who want it now; ends when everything missed was told, or the connection is lost again. */
  private catchUp(): Promise<void> {
    this.catchingUp ??= this.askUntilAnswered().finally(() => {
      this.catchingUp = undefined;
    });
    return this.catchingUp;
  }

  private async askUntilAnswered(): Promise<void> {
    while (this.socket.connected) {
      try {
        await this.askForMissed();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pause()));
      }
    }
  }

  private async askForMissed(): Promise<void> {
    for (let more = true; more && this.seen !== undefined && this.socket.connected;) {
      const query = { after: this.seen.complete, limit: ASKED_AT_ONCE };
      const { items } = await answerOf(this.api.GET('/api/event/signals', { params: { query } }));
      for (const signal of items) this.hear(signal.signal ?? 'new-hot-deal', signal);
      more = items.length === ASKED_AT_ONCE;
    }
  }

  private enter(state: LiveState): void {
    if (this.known === state) return;
    this.known = state;
    this.tell('state', state);
  }

  private tell<Event extends keyof LiveEvents>(event: Event, payload: LiveEvents[Event]): void {
    for (const heard of this.listeners.get(event) ?? []) (heard as Listener<Event>)(payload);
  }
}

/** Never all clients at once. */
function pause(): number {
  return FIRST_PAUSE_MS * (1 + Math.random());
}
