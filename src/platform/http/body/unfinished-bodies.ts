import type { Server } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Request } from 'express';
import { DomainError, Unavailable } from '#platform/domain-error';
import { clientNetwork } from '#platform/limits/network';
import { tooMany } from '#platform/limits/rate-limit';
import { repeat } from '#platform/timing/repeat';

const MIB = 2 ** 20;
const MAX_BYTES = 32 * MIB;
const MAX_BYTES_OF_ADDRESS = 4 * MIB;
/** what a chunk takes besides its bytes: a client may send one byte in each */
const BYTES_OF_CHUNK = 200;
const RETRY_AFTER_S = 5;

/** A body must arrive within this time, or at least this fast. */
const GRACE_MS = 5_000;
const MIN_BYTES_PER_MS = 1;
const CHECK_EVERY_MS = 1_000;

interface UnfinishedBody {
  readonly request: Request;
  readonly network: string;
  readonly since: number;
  readonly chunks: Buffer[];
  size: number;
}

/**
 * Reads the bodies that have not arrived with the head of their request, and bounds the memory that they take together
 * and for one address: a thousand bodies of 1 MiB, each sent but for its last byte, took 1 GiB (2026-11). A body that
 * arrives too slowly ends its connection.
 */
@Injectable()
export class UnfinishedBodies implements OnModuleDestroy {
  private readonly bodies = new Set<UnfinishedBody>();
  private readonly bytesOf = new Map<string, number>();
  private bytes = 0;
  private readonly stopChecking = repeat(CHECK_EVERY_MS, () => this.endSlowOnes());

  onModuleDestroy(): void {
    this.stopChecking();
  }

  /**
   * @throws DomainError BODY_TOO_LARGE, TOO_MANY_REQUESTS when one address sends too much at once
   * @throws Unavailable when all clients together do
   */
  read(request: Request, maxBytes: number): Promise<Buffer> {
    const { chunks, ...rest } = { chunks: [], size: 0, request, network: clientNetwork(request) };
    const body: UnfinishedBody = { ...rest, chunks, since: performance.now() };
    this.bodies.add(body);
    return new Promise<Buffer>((resolve, reject) => {
      const end = (refusal?: Error): void => {
        if (!this.bodies.delete(body)) return;
        this.reserve(body, -(body.size + chunks.length * BYTES_OF_CHUNK));
        request.off('data', onData);
        if (refusal === undefined) resolve(Buffer.concat(chunks, body.size));
        else reject(refusal);
      };
      const onData = (chunk: Buffer): void => {
        body.chunks.push(chunk);
        body.size += chunk.length;
        const refusal =
          this.reserve(body, chunk.length + BYTES_OF_CHUNK) ?? (body.size > maxBytes ? tooLarge(maxBytes) : undefined);
        if (refusal !== undefined) end(refusal);
      };
      request.on('data', onData);
      request.once('end', () => end());
      request.once('error', () => end(new DomainError('invalid', 'MALFORMED_JSON', 'The body is not complete.')));
      request.once('close', () => end(new DomainError('invalid', 'MALFORMED_JSON', 'The body is not complete.')));
    });
  }

  /**
   * Counts what has arrived of a body whose request waits to be served.
   * @returns a function that ends the count
   * @throws as `read` does
   */
  hold(request: Request): () => void {
    const held = { network: clientNetwork(request) };
    const bytes = request.readableLength;
    const release = (): void => void this.reserve(held, -bytes);
    const refusal = this.reserve(held, bytes);
    if (refusal === undefined) return release;
    release();
    throw refusal;
  }

  private reserve({ network }: Pick<UnfinishedBody, 'network'>, bytes: number): Error | undefined {
    this.bytes += bytes;
    const ofAddress = (this.bytesOf.get(network) ?? 0) + bytes;
    if (ofAddress > 0) this.bytesOf.set(network, ofAddress);
    else this.bytesOf.delete(network);
    if (ofAddress > MAX_BYTES_OF_ADDRESS) return tooMany(RETRY_AFTER_S);
    return this.bytes > MAX_BYTES ? new Unavailable('Memory for bodies') : undefined;
  }

  private endSlowOnes(): void {
    const now = performance.now();
    for (const { request, since, size } of this.bodies) {
      if (size >= (now - since - GRACE_MS) * MIN_BYTES_PER_MS) continue;
      const { socket } = request;
      const server = (socket as { readonly server?: Server }).server;
      const late = Object.assign(new Error('The body arrives too slowly'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
      server?.emit('clientError', late, socket);
    }
  }
}

export function tooLarge(maxBytes: number): DomainError {
  return new DomainError('too-large', 'BODY_TOO_LARGE', `The body is larger than ${maxBytes / 1_024} KiB.`, {
    about: { maxBytes },
  });
}
