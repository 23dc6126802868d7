import type { Server } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Unavailable } from '#platform/domain-error';
import { ProblemFilter } from './problem-filter';

/** Begun in one turn of the event loop, so that what is asked once for all requests of a turn still pays. */
const AT_ONCE = 64;
/** So many turns in a row at most do requests give way to new connections; one is taken in in each. */
const GIVE_WAY_TURNS = 100;
const MOST_WAITING = 10_000;

interface Waiting {
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
  /** monotonic instant, ms */
  readonly since: number;
}

/**
 * Where a crowd takes its turns. The event loop takes in one new connection per turn, and serves every connection that
 * has asked in between: 2,000 that ask without a pause kept a new one waiting for up to 28 s, health checks included
 * (2026-11, two busy cores). So requests beyond some wait here in order of arrival, and give way to whoever is on the
 * doorstep; who has waited for too long is told 503. While there is no crowd, nobody waits.
 */
@Injectable()
export class RequestQueue {
  /** nobody is told later than that that he will not be served */
  maxWaitMs = 3_000;
  private waiting: Waiting[] = [];
  private begun = 0;
  private arrivals = 0;
  private yieldedTurns = 0;
  private scheduled = false;

  constructor(private readonly filter: ProblemFilter) {}

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
      this.waiting.push({ request, response, next, since: performance.now() });
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
    if (this.acceptConnectionsFirst()) return;
    const now = performance.now();
    let seen = 0;
    for (const { request, response, next, since } of this.waiting) {
      if (this.begun === AT_ONCE) break;
      seen++;
      // Who has hung up is owed nothing.
      if (response.destroyed) continue;
      this.begun++;
      if (now - since > this.maxWaitMs) this.refuse(request, response);
      else next();
    }
    this.waiting = this.waiting.slice(seen);
  };

  /** Whether somebody new has come since the last turn: there may be more behind him. */
  private acceptConnectionsFirst(): boolean {
    this.yieldedTurns = this.arrivals > 0 && this.yieldedTurns < GIVE_WAY_TURNS ? this.yieldedTurns + 1 : 0;
    this.arrivals = 0;
    return this.yieldedTurns > 0;
  }

  private refuse(request: Request, response: Response): void {
    this.filter.answer(new Unavailable('The shop'), request, response);
  }
}
