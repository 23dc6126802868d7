import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Server } from 'socket.io';
import { Config } from '#platform/config/config';
import { ADDRESS, ADDRESS_WINDOW_MS } from '#platform/limits/limit.guard';
import { networkOf } from '#platform/limits/network';
import { SharedCounts } from '#platform/limits/shared-counts';
import { SocketLimits } from './socket-limits';

type Trusts = (address: string, hop: number) => boolean;

/** The part of an Engine.IO connection that is used here. */
interface EngineSocket {
  readonly request: IncomingMessage;
  on(event: 'packet' | 'close', listener: () => void): void;
  close(discard?: boolean): void;
}

/** Who may open a connection at all, and how much may come over it. */
@Injectable()
export class ConnectionGuard {
  private readonly perAddress = new Map<string, number>();

  constructor(
    private readonly config: Config,
    private readonly limits: SocketLimits,
    private readonly host: HttpAdapterHost,
    private readonly counts: SharedCounts,
  ) {}

  attach({ engine }: Server): void {
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
      this.count(connection);
      this.limitPackets(connection);
    });
  }

  private complaintAbout(request: IncomingMessage): string | undefined {
    const { origin, host } = request.headers;
    // CORS does not stop a foreign page on the websocket transport; programs without an origin are no pages.
    if (origin !== undefined && !this.isWelcome(origin) && hostOf(origin) !== host)
      return 'This origin is not welcome.';
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
    connection.on('packet', () => {
      const now = performance.now();
      tokens = Math.min(packetsAtOnce, tokens + ((now - filledAt) / 1_000) * packetsPerSecond) - 1;
      filledAt = now;
      if (tokens < 0) connection.close(true);
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

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
