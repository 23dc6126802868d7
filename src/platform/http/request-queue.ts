import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Unavailable } from '#platform/domain-error';
import { UnfinishedBodies } from './body/unfinished-bodies';
import { ProblemFilter } from './problem-filter';
import { hasBody } from './unread-requests';

/**
 * Requests that are begun in one turn of the event loop: enough that reads shared by all requests of a turn pay off.
 */
const AT_ONCE = 64;
/** At most this many turns in a row accept new connections, one each, before requests are continued. */
const MAX_ACCEPTING_TURNS = 100;
const MOST_WAITING = 10_000;

interface Waiting {
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
  /** monotonic instant, ms */
  readonly since: number;
  /** ends the count of its body */
  release?: () => void;
}

/**
 * Queues requests under overload. The event loop accepts one new connection per turn, and in the same turn serves every
 * open connection that has sent a request: 2,000 busy clients kept a new connection waiting for up to 28 s, health
 * checks included (2026-11, two busy cores). So requests beyond `AT_ONCE` wait here in order of arrival, new
 * connections are accepted first, and a request that has waited for too long is answered with 503. Without overload no
 * request waits.
 *
 * The rest of a body is not read while its request waits, and what has arrived of it counts as unfinished.
 */
@Injectable()
export class RequestQueue {
  /** a request that cannot be served is refused within this time */
  maxWaitMs = 3_000;
  private waiting: Waiting[] = [];
  /** those whose bodies are not counted yet: they arrive in the turn in which their head does */
  private uncounted: Waiting[] = [];
  private begun = 0;
  private arrivals = 0;
  private yieldedTurns = 0;
  private scheduled = false;

  constructor(
    private readonly filter: ProblemFilter,
    private readonly bodies: UnfinishedBodies,
  ) {}

  attach(server: Server): void {
    server.on('connection', () => {
      this.arrivals++;
    });
  }

  readonly pass = (request: Request, response: Response, next: NextFunction): void => {
    if (request.url.startsWith('/health/')) {
      next();
      return;
    }
    this.schedule();
    if (this.waiting.length === 0 && this.begun < AT_ONCE && this.arrivals === 0) {
      this.begun++;
      next();
    } else if (this.waiting.length < MOST_WAITING) {
      const waiting: Waiting = { request, response, next, since: performance.now() };
      this.waiting.push(waiting);
      if (!hasBody(request)) return;
      // Node reads on when the body has arrived, or is asked for.
      request.socket.pause();
      this.uncounted.push(waiting);
    } else {
      this.refuse(request, response);
    }
  };

  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(this.turn);
  }

  private readonly turn = (): void => {
    this.scheduled = false;
    this.begun = 0;
    if (this.waiting.length === 0) return;
    this.schedule();
    this.countBodies();
    if (this.acceptConnectionsFirst()) return;
    const now = performance.now();
    let seen = 0;
    for (const { request, response, next, since, release } of this.waiting) {
      if (this.begun === AT_ONCE) break;
      seen++;
      release?.();
      // Skip requests whose client has disconnected, and those that were refused.
      if (response.destroyed || response.headersSent) continue;
      this.begun++;
      if (now - since > this.maxWaitMs) this.refuse(request, response);
      else next();
    }
    this.waiting = this.waiting.slice(seen);
  };

  private countBodies(): void {
    for (const waiting of this.uncounted) {
      try {
        waiting.release = this.bodies.hold(waiting.request);
      } catch (refusal) {
        this.filter.answer(refusal, waiting.request, waiting.response);
      }
    }
    this.uncounted = [];
  }

  /** Whether a connection has arrived since the last turn: then more may be waiting to be accepted. */
  private acceptConnectionsFirst(): boolean {
    this.yieldedTurns = this.arrivals > 0 && this.yieldedTurns < MAX_ACCEPTING_TURNS ? this.yieldedTurns + 1 : 0;
    this.arrivals = 0;
    return this.yieldedTurns > 0;
  }

  private refuse(request: Request, response: Response): void {
    this.filter.answer(new Unavailable('The request queue'), request, response);
  }
}
