import { Injectable } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';
import { requestIdOf } from '#platform/http/request-id';
import type { Principal } from '#platform/security/principal';
import { noteArrival } from './arrival';
import { JsonLogger } from '../observability/json-logger';
import { Metrics } from '../observability/metrics';

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The properties that Passport and Express have set by the time the response is sent. */
interface RoutedRequest {
  readonly user?: Principal;
  readonly route?: { readonly path?: string };
}

/** Writes one log line and one observation per request, once its response is sent or its connection is lost. */
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

  readonly observe = (request: Request, response: Response, next: NextFunction): void => {
    const arrived = noteArrival(request);
    response.once('close', () => this.record(request, response, performance.now() - arrived));
    next();
  };

  /** Logs the pattern of the route and never the URL, which may contain personal data or tokens. */
  private record(request: Request, response: Response, milliseconds: number): void {
    const routed = request as RoutedRequest;
    const route = routed.route?.path ?? 'unmatched';
    const { method } = request;
    const status = response.statusCode;
    this.requests.inc({ method, route, status });
    this.durations.observe({ method, route, status }, milliseconds / 1000);
    this.logger.request(levelOf(route, status), {
      id: requestIdOf(request),
      method,
      route,
      status,
      ms: Math.round(milliseconds * 10) / 10,
      user: routed.user?.userId,
      ...(response.writableFinished ? {} : { cutOff: true }),
    });
  }
}

function levelOf(route: string, status: number): 'error' | 'info' | 'debug' {
  if (status === 500) return 'error';
  return route.startsWith('/health/') ? 'debug' : 'info';
}
