import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { Health } from '#platform/observability/health';
import { InFlightResponses } from './in-flight-responses';

const LOOK_EVERY_MS = 20;

/** Whether this instance is on its way out: then no answer waits, and none invites a further request. */
@Injectable()
export class GracefulShutdown {
  private readonly inFlight = new InFlightResponses();
  private readonly listeners = new Set<() => void>();
  private started = false;
  private held: Promise<void> | undefined;

  constructor(private readonly health: Health) {}

  get begun(): boolean {
    return this.started;
  }

  /** Calls `listener` once when draining begins, at once if it has; returns what takes the listener back. */
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

  /** Keeps the requests that come in from now on from their routes, until what it returns is called. */
  hold(): () => void {
    let open = (): void => undefined;
    this.held = new Promise((resolve) => {
      open = resolve;
    });
    return () => {
      this.held = undefined;
      open();
    };
  }

  /** Ends when every request that came in has its answer. */
  async answered(): Promise<void> {
    while (this.inFlight.size > 0) await pause(LOOK_EVERY_MS);
  }

  /** Sees every request come and go. */
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
