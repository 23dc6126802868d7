import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Server } from 'socket.io';
import { Config } from '#platform/config/config';
import { isAllowedOrigin } from '#platform/config/network';
import { ADDRESS, ADDRESS_WINDOW_MS } from '#platform/limits/limit.guard';
import { clientNetwork } from '#platform/limits/network';
import { SharedCounters } from '#platform/limits/shared-counts';
import { handleEngineRequests } from './engine-requests';
import { SocketLimits } from './socket-limits';

/** A polling client polls all the time; Engine.IO would hold the end of one that never returns for half a minute. */
const CLOSE_TIMEOUT_MS = 1_000;

/** The part of an Engine.IO connection that is used here. */
interface EngineSocket {
  readonly request: IncomingMessage;
  readonly transport: Transport;
  on(event: 'packet' | 'flush' | 'close', listener: () => void): void;
  on(event: 'packetCreate', listener: (packet: { readonly data?: { readonly length: number } }) => void): void;
  on(event: 'upgrade', listener: (transport: Transport) => void): void;
  close(discard?: boolean): void;
}

interface Transport {
  /** how long the end of a polling client is kept for its next poll */
  closeTimeout?: number;
  /** of a websocket */
  readonly socket?: { on(event: 'ping' | 'pong', listener: () => void): void; terminate(): void };
}

/** Limits which clients may open a connection, and how much may go over it. */
@Injectable()
export class ConnectionGuard {
  private readonly perAddress = new Map<string, number>();

  constructor(
    private readonly config: Config,
    private readonly limits: SocketLimits,
    private readonly counts: SharedCounters,
  ) {}

  attach({ engine }: Server): void {
    handleEngineRequests(engine);
    engine.opts.allowRequest = (request, answer) => {
      const refusal = this.refusalOf(request);
      answer(refusal, refusal === undefined);
    };
    engine.on('headers', (headers: Record<string, string>, request: IncomingMessage) => {
      const { origin } = request.headers;
      if (origin === undefined || !this.isAllowed(origin)) return;
      headers['Access-Control-Allow-Origin'] = origin;
      headers['Vary'] = 'Origin';
    });
    engine.on('connection', (connection: EngineSocket) => {
      connection.transport.closeTimeout = CLOSE_TIMEOUT_MS;
      this.count(connection);
      this.limitPackets(connection);
      this.limitUnread(connection);
    });
  }

  private refusalOf(request: IncomingMessage): string | undefined {
    const { origin, host } = request.headers;
    // CORS does not stop a foreign page on the websocket transport. A request without an origin is not from a page.
    if (origin !== undefined && !this.isAllowed(origin) && !isSameHost(origin, host)) return 'Origin not allowed.';
    const address = clientNetwork(request);
    // Opening a connection counts as a request of this address like any other.
    const { allowed } = this.counts.count(`${ADDRESS}:${address}`, this.config.limits.address, ADDRESS_WINDOW_MS);
    if (!allowed) return 'Too many requests from this address.';
    const open = this.perAddress.get(address) ?? 0;
    return open >= this.limits.perAddress ? 'Too many open connections from this address.' : undefined;
  }

  private isAllowed(origin: string): boolean {
    return isAllowedOrigin(origin, this.config.corsOrigins);
  }

  private count(connection: EngineSocket): void {
    const address = clientNetwork(connection.request);
    this.perAddress.set(address, (this.perAddress.get(address) ?? 0) + 1);
    connection.on('close', () => {
      const left = (this.perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.perAddress.set(address, left);
      else this.perAddress.delete(address);
    });
  }

  /** A token bucket: each packet takes a token, and a client without tokens left is disconnected. */
  private limitPackets(connection: EngineSocket): void {
    const { packetsAtOnce, packetsPerSecond } = this.limits;
    let tokens = packetsAtOnce;
    let filledAt = performance.now();
    const takeToken = (): void => {
      const now = performance.now();
      tokens = Math.min(packetsAtOnce, tokens + ((now - filledAt) / 1_000) * packetsPerSecond) - 1;
      filledAt = now;
      if (tokens < 0) terminate(connection);
    };
    connection.on('packet', takeToken);
    // The websocket library answers these frames itself; Engine.IO does not see them.
    const countFrames = ({ socket }: Transport): void => {
      socket?.on('ping', takeToken);
      socket?.on('pong', takeToken);
    };
    countFrames(connection.transport);
    connection.on('upgrade', countFrames);
  }

  /** What a client does not read is buffered up to a limit, also for one that still sends packets. */
  private limitUnread(connection: EngineSocket): void {
    let unread = 0;
    connection.on('packetCreate', ({ data }) => {
      unread += data?.length ?? 0;
      if (unread > this.limits.unreadBytes) terminate(connection);
    });
    connection.on('flush', () => {
      unread = 0;
    });
  }
}

/** Whether this host has served the page. Without a Host header that is unknown, so the answer is no. */
function isSameHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Closes the connection at once, without the closing handshake. */
function terminate(connection: EngineSocket): void {
  connection.close(true);
  connection.transport.socket?.terminate();
}
