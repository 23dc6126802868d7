import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'socket.io';
import { Config } from '#platform/config/config';
import { ADDRESS, ADDRESS_WINDOW_MS } from '#platform/limits/limit.guard';
import { networkOf } from '#platform/limits/network';
import { SharedCounters } from '#platform/limits/shared-counts';
import { handleEngineRequests } from './engine-requests';
import { SocketLimits } from './socket-limits';

/** Who polls does so all the time. Half a minute, as it is otherwise, is long for who never comes back. */
const END_KEPT_MS = 1_000;

type Trusts = (address: string, hop: number) => boolean;

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

/** Who may open a connection at all, and how much may come over it. */
@Injectable()
export class ConnectionGuard {
  private readonly perAddress = new Map<string, number>();

  constructor(
    private readonly config: Config,
    private readonly limits: SocketLimits,
    private readonly host: HttpAdapterHost,
    private readonly counts: SharedCounters,
  ) {}

  attach({ engine }: Server): void {
    handleEngineRequests(engine);
    engine.opts.allowRequest = (request, answer) => {
      const complaint = this.complaintAbout(request);
      answer(complaint, complaint === undefined);
    };
    engine.on('headers', (headers: Record<string, string>, request: IncomingMessage) => {
      const { origin } = request.headers;
      if (origin === undefined || !this.isWelcome(origin)) return;
      headers['Access-Control-Allow-Origin'] = origin;
      headers['Vary'] = 'Origin';
    });
    engine.on('connection', (connection: EngineSocket) => {
      connection.transport.closeTimeout = END_KEPT_MS;
      this.count(connection);
      this.limitPackets(connection);
      this.limitUnread(connection);
    });
  }

  private complaintAbout(request: IncomingMessage): string | undefined {
    const { origin, host } = request.headers;
    // CORS does not stop a foreign page on the websocket transport; programs without an origin are no pages.
    if (origin !== undefined && !this.isWelcome(origin) && !isAt(origin, host)) return 'This origin is not welcome.';
    const address = this.addressOf(request);
    // A knock is a request of this address like any other.
    const { allowed } = this.counts.count(`${ADDRESS}:${address}`, this.config.limits.address, ADDRESS_WINDOW_MS);
    if (!allowed) return 'This address asks too often.';
    const open = this.perAddress.get(address) ?? 0;
    return open >= this.limits.perAddress ? 'This address has too many open connections.' : undefined;
  }

  private isWelcome(origin: string): boolean {
    const { corsOrigins } = this.config;
    return corsOrigins.includes('*') || corsOrigins.includes(origin);
  }

  private count(connection: EngineSocket): void {
    const address = this.addressOf(connection.request);
    this.perAddress.set(address, (this.perAddress.get(address) ?? 0) + 1);
    connection.on('close', () => {
      const left = (this.perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.perAddress.set(address, left);
      else this.perAddress.delete(address);
    });
  }

  /** A bucket of tokens, one per packet: who has used them up is disconnected. */
  private limitPackets(connection: EngineSocket): void {
    const { packetsAtOnce, packetsPerSecond } = this.limits;
    let tokens = packetsAtOnce;
    let filledAt = performance.now();
    const spend = (): void => {
      const now = performance.now();
      tokens = Math.min(packetsAtOnce, tokens + ((now - filledAt) / 1_000) * packetsPerSecond) - 1;
      filledAt = now;
      if (tokens < 0) throwOut(connection);
    };
    connection.on('packet', spend);
    // Frames that are answered below Engine.IO, which never hears of them.
    const watch = ({ socket }: Transport): void => {
      socket?.on('ping', spend);
      socket?.on('pong', spend);
    };
    watch(connection.transport);
    connection.on('upgrade', watch);
  }

  /** What a client does not fetch is kept for it, up to a limit: however lively it looks, it does not listen. */
  private limitUnread(connection: EngineSocket): void {
    let unread = 0;
    connection.on('packetCreate', ({ data }) => {
      unread += data?.length ?? 0;
      if (unread > this.limits.unreadBytes) throwOut(connection);
    });
    connection.on('flush', () => {
      unread = 0;
    });
  }

  /** As Express has it, which knows the proxies that are trusted to name their clients. */
  private addressOf(request: IncomingMessage): string {
    const express = this.host.httpAdapter.getInstance<{ get(setting: 'trust proxy fn'): Trusts }>();
    const trusts = express.get('trust proxy fn');
    const named = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((address) => address.trim())
      .filter((address) => address !== '')
      .reverse();
    let address = request.socket.remoteAddress ?? '';
    for (const [hop, client] of named.entries()) {
      if (!trusts(address, hop)) break;
      address = client;
    }
    return networkOf(address);
  }
}

/** A page that this very host has served. Without a host in the request nobody knows. */
function isAt(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** At once, without waiting until the client agrees to the end. */
function throwOut(connection: EngineSocket): void {
  connection.close(true);
  connection.transport.socket?.terminate();
}
