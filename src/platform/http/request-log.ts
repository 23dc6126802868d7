import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { requestIdOf } from '#platform/http/request-id';
import type { Principal } from '#platform/security/principal';
import { JsonLogger } from '../observability/json-logger';
import { Metrics } from '../observability/metrics';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What Passport and Express have put on the request by the end of it. */
interface Asked {
  readonly user?: Principal;
  readonly route?: { readonly path?: string };
}

/** One line and one observation per request, when its connection is done with it. */
@Injectable()
export class RequestLog {
  private readonly requests;
  private readonly durations;

  constructor(
    private readonly logger: JsonLogger,
    metrics: Metrics,
  ) {
    this.requests = metrics.counter({
      name: 'http_requests_total',
      help: 'Requests by route and status',
      labelNames: ['method', 'route', 'status'],
    });
    this.durations = metrics.histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the arrival of a request to the end of its answer',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
    });
  }

  readonly attend = (request: Request, response: Response, next: NextFunction): void => {
    const arrived = performance.now();
    response.once('close', () => this.note(request, response, performance.now() - arrived));
    next();
  };

  /** The route is the pattern, never the address: that may carry what does not belong into a log. */
  private note(request: Request, response: Response, milliseconds: number): void {
    const asked = request as Asked;
    const route = asked.route?.path ?? 'unmatched';
    const { method } = request;
    const status = response.statusCode;
    this.requests.inc({ method, route, status });
    this.durations.observe({ method, route, status }, milliseconds / 1000);
    this.logger.fields(levelOf(route, status), {
      id: requestIdOf(request),
      method,
      route,
      status,
      ms: Math.round(milliseconds * 10) / 10,
      user: asked.user?.userId,
      ...(response.writableFinished ? {} : { cutOff: true }),
    });
  }
}

function levelOf(route: string, status: number): 'error' | 'info' | 'debug' {
  if (status === 500) return 'error';
  return route.startsWith('/health/') ? 'debug' : 'info';
}
