import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';

const SANE = /^[\w.:-]{1,128}$/;

type Identified = Request & { id?: string };

/** Gives every request its id, the client's own if it sent a sane one, and says it in every answer. */
export function identify(request: Request, response: Response, next: NextFunction): void {
  const given = request.headers['x-request-id'];
  const id = typeof given === 'string' && SANE.test(given) ? given : randomUUID();
  (request as Identified).id = id;
  response.setHeader('x-request-id', id);
  next();
}

export function requestIdOf(request: Request): string {
  return (request as Identified).id ?? '';
}
