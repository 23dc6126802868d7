import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Health } from '#platform/observability/health';
import { InFlightResponses } from './in-flight-responses';

const LOOK_EVERY_MS = 20;

/** Whether this instance is shutting down: then no response waits, and every response closes its connection. */
@Injectable()
export class GracefulShutdown {
  private readonly inFlight = new InFlightResponses();
  private readonly listeners = new Set<() => void>();
  private pending = 0;
  private started = false;
  private held: Promise<void> | undefined;

  constructor(private readonly health: Health) {}

  get begun(): boolean {
    return this.started;
  }

  /** Calls `listener` once when the shutdown begins, at once if it has begun; returns a function that removes it. */
  onBegin(listener: () => void): () => void {
    if (this.started) listener();
    else this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  begin(): void {
    if (this.started) return;
    this.started = true;
    this.health.startDraining();
    this.inFlight.forEach(closeAfterResponse);
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }

  /** Holds back the requests that arrive from now on, until the returned function is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => {
      release = resolve;
    });
    return () => {
      this.held = undefined;
      release();
    };
  }

  /** Waits also for work that continues although its request is answered. */
  waitFor(work: Promise<unknown>): void {
    this.pending++;
    const ended = (): void => void this.pending--;
    work.then(ended, ended);
  }

  /** Resolves when every request that has arrived is answered, and its work is done. */
  async answered(): Promise<void> {
    while (this.inFlight.size + this.pending > 0) await pause(LOOK_EVERY_MS);
  }

  /** Middleware that follows every request until its response is closed. */
  readonly track = (_request: Request, response: Response, next: NextFunction): void => {
    this.inFlight.add(response);
    if (this.started) closeAfterResponse(response);
    if (this.held === undefined) next();
    else void this.held.then(() => next());
  };
}

function closeAfterResponse(response: Response): void {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
