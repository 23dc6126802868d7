import { BadRequestException, NotFoundException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, Response } from 'express';
import { Config } from '#platform/config/config';
import { originPatterns } from '#platform/config/network';
import { AddressLimits, UserLimits } from '#platform/limits/limit.guard';
import { RequestLog } from '#platform/http/request-log';
import { tracing } from '#platform/observability/tracing';
import { AccessGuard } from '#platform/security/access.guard';
import { composeMiddleware, setHeaders } from './arrival';
import { BodyReader } from './body/body-reader';
import { BodyValidation } from './body/body-validation';
import { FeatureGuard } from './features';
import { GracefulShutdown } from './graceful-shutdown';
import { ProblemFilter } from './problem-filter';
import { assignRequestId } from './request-id';
import { setServerLimits } from './server-limits';
import { RequestQueue } from './request-queue';
import { rejectMalformedHttp } from './malformed-http';

const HEADERS_FOR_BROWSERS = ['x-request-id', 'Location', 'Retry-After', 'Idempotent-Replayed', 'Preference-Applied'];

/** All routes are below `/api`, except the health checks. */
export function setPaths(app: NestExpressApplication): void {
  app.setGlobalPrefix('api', { exclude: ['health/live', 'health/ready'] });
}

/** Installs everything that runs before and after the routes, in this order. */
export function setUpWeb(app: NestExpressApplication): void {
  const config = app.get(Config);
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', trustProxy(config.trustProxy));
  setPaths(app);
  const queue = app.get(RequestQueue);
  queue.attach(app.getHttpServer());
  const { track } = app.get(GracefulShutdown);
  const steps = [assignRequestId, setHeaders, app.get(RequestLog).observe, rejectMalformedHttp, track, queue.pass];
  app.use(composeMiddleware(...(tracing === undefined ? steps : [tracing.arrive, ...steps, tracing.enter])));
  allowOrigins(app, config.corsOrigins);
  const guards = [AddressLimits, AccessGuard, FeatureGuard, UserLimits, BodyReader];
  app.useGlobalGuards(...guards.map((guard) => app.get(guard)));
  app.useGlobalPipes(app.get(BodyValidation));
  app.useGlobalFilters(app.get(ProblemFilter));
  setServerLimits(app.getHttpServer());
}

/** Answers requests that match no route, and errors outside of routes. Call it after all routes are registered. */
export function handleUnmatchedRequests(app: NestExpressApplication): void {
  const filter = app.get(ProblemFilter);
  const routes = app.getHttpAdapter().getInstance();
  routes.use((request, response) => filter.answer(new NotFoundException(), request, response));
  // Express recognises an error handler by its four parameters.
  routes.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    filter.answer(error instanceof URIError ? new BadRequestException() : error, request, response),
  );
}

function allowOrigins(app: NestExpressApplication, origins: readonly string[]): void {
  if (origins.length === 0) return;
  app.enableCors({
    origin: origins.includes('*') ? '*' : originPatterns(origins),
    exposedHeaders: HEADERS_FOR_BROWSERS,
    maxAge: 600,
  });
}

/** A number of hops, or addresses; without any, no proxy is trusted. */
function trustProxy(trusted: readonly string[]): number | readonly string[] | false {
  const [only] = trusted;
  if (only === undefined) return false;
  return trusted.length === 1 && /^\d+$/.test(only) ? Number(only) : trusted;
}
