import { Injectable } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Namespace, Server } from 'socket.io';
import { RedisClients } from '#platform/redis/redis-clients';
import { type HotDealSignal, hotDealSignal, DEAL_TRANSITIONS } from '#event';
import { StreamsAdapterClient } from './streams-adapter-client';

const NEW_HOT_DEAL = 'new-hot-deal';
const SIGNALS: ReadonlySet<unknown> = new Set([NEW_HOT_DEAL, ...DEAL_TRANSITIONS]);
/** Signals that a client can have missed and still be told by recovery. */
const KEPT = 10_000;
/** Also the longest that closing waits for the reader. */
const BLOCK_MS = 1_000;
/** Socket.IO's number for a broadcast among the messages of its servers, and for an event among its packets. */
const BROADCAST = 3;
const EVENT = 2;

interface StreamMessage {
  readonly uid?: string;
  readonly type: number;
  readonly data?: { readonly packet: { readonly type: number; readonly data: unknown[] }; readonly opts: object };
}

/** The two of the adapter's own methods that matter here; they are not part of its published types. */
interface StreamsAdapter {
  readonly uid: string;
  onMessage(message: StreamMessage, offset?: string): void;
  publishAndReturnOffset(message: StreamMessage): Promise<string>;
}

/** The name of the event that carries this signal. */
export function eventOf({ signal }: HotDealSignal): string {
  return signal ?? NEW_HOT_DEAL;
}

/** Public signals between the instances, through one Redis stream that recovery reads as well. */
@Injectable()
export class SignalStream {
  private adapter: StreamsAdapter | undefined;

  constructor(private readonly redis: RedisClients) {}

  /**
   * Makes the stream the server's adapter.
   * @param heard called with what another instance has told, before any client here is; false keeps it from them
   */
  attach(server: Server, heard: (signal: HotDealSignal) => boolean): void {
    const streamName = `${this.redis.prefix}signals`;
    const create = createAdapter(new StreamsAdapterClient(this.redis, streamName), {
      streamName,
      channelPrefix: `${this.redis.prefix}socket.io`,
      sessionKeyPrefix: `${this.redis.prefix}socket:`,
      maxLen: KEPT,
      blockTimeInMs: BLOCK_MS,
      onlyPlaintext: true,
    });
    const keep = (adapter: StreamsAdapter): void => {
      this.adapter = adapter;
    };
    // Socket.IO calls this with `new`, which an arrow function cannot be.
    server.adapter(function adapterOf(namespace: Namespace) {
      const created = create(namespace);
      const adapter = created as unknown as StreamsAdapter;
      const handOn = adapter.onMessage.bind(adapter);
      adapter.onMessage = (message, offset) => {
        const signal = message.uid === adapter.uid ? undefined : signalIn(message);
        if (signal === undefined || heard(signal)) handOn(message, offset);
      };
      keep(adapter);
      return created;
    });
  }

  /** Tells the other instances; answers where in the stream the signal stands, or nothing when Redis is away. */
  async publish(signal: HotDealSignal): Promise<string | undefined> {
    const packet = { type: EVENT, data: [eventOf(signal), signal], nsp: '/' };
    const message = { type: BROADCAST, data: { packet, opts: { rooms: [], except: [], flags: {} } } };
    return this.adapter?.publishAndReturnOffset(message).catch(() => undefined);
  }
}

function signalIn({ type, data }: StreamMessage): HotDealSignal | undefined {
  if (type !== BROADCAST || !SIGNALS.has(data?.packet.data[0])) return undefined;
  return hotDealSignal.safeParse(data?.packet.data[1]).data;
}
