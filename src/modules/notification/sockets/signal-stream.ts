import { Injectable } from '@nestjs/common';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type { Namespace, Server } from 'socket.io';
import { RedisClients } from '#platform/redis/redis-clients';
import { DEAL_SIGNALS, type HotDealSignal, hotDealSignal } from '#event';
import { StreamsAdapterClient } from './streams-adapter-client';

const NEW_HOT_DEAL = 'new-hot-deal';
const SIGNALS: ReadonlySet<unknown> = new Set([NEW_HOT_DEAL, ...DEAL_SIGNALS]);
/** How many signals a client can miss and still receive when it recovers its connection. */
const MAX_STREAM_LENGTH = 10_000;
/** Also the longest that closing waits for the reader. */
const BLOCK_MS = 1_000;
/** Socket.IO's numbers: of a broadcast among the messages between its servers, of an event among its packets. */
const BROADCAST = 3;
const EVENT = 2;

interface StreamMessage {
  readonly uid?: string;
  readonly type: number;
  readonly data?: { readonly packet: { readonly type: number; readonly data: unknown[] }; readonly opts: object };
}

/** Members of the adapter that its published types leave out. */
interface StreamsAdapter {
  readonly uid: string;
  onMessage(message: StreamMessage, offset?: string): void;
  publishAndReturnOffset(message: StreamMessage): Promise<string>;
}

/** The name of the Socket.IO event that carries this signal. */
export function eventOf({ signal }: HotDealSignal): string {
  return signal ?? NEW_HOT_DEAL;
}

/** Carries public signals between the instances, through one Redis stream that connection recovery reads too. */
@Injectable()
export class SignalStream {
  private adapter: StreamsAdapter | undefined;

  constructor(private readonly redis: RedisClients) {}

  /**
   * Makes the stream the server's adapter.
   * @param onSignal called with each signal of another instance before a client here gets it; false keeps it back
   */
  attach(server: Server, onSignal: (signal: HotDealSignal) => boolean): void {
    const streamName = `${this.redis.prefix}signals`;
    const create = createAdapter(new StreamsAdapterClient(this.redis, streamName), {
      streamName,
      channelPrefix: `${this.redis.prefix}socket.io`,
      sessionKeyPrefix: `${this.redis.prefix}socket:`,
      maxLen: MAX_STREAM_LENGTH,
      blockTimeInMs: BLOCK_MS,
      onlyPlaintext: true,
    });
    const keep = (adapter: StreamsAdapter): void => {
      this.adapter = adapter;
    };
    // Socket.IO calls this with `new`, which an arrow function does not allow.
    server.adapter(function adapterOf(namespace: Namespace) {
      const created = create(namespace);
      const adapter = created as unknown as StreamsAdapter;
      const onMessage = adapter.onMessage.bind(adapter);
      adapter.onMessage = (message, offset) => {
        const signal = message.uid === adapter.uid ? undefined : signalIn(message);
        if (signal === undefined || onSignal(signal)) onMessage(message, offset);
      };
      keep(adapter);
      return created;
    });
  }

  /** Returns the offset of the signal in the stream, or `undefined` when Redis is unavailable. */
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
