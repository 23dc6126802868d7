import { randomUUID } from 'node:crypto';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { NextFunction, Request, Response } from 'express';
import { composeMiddleware, setHeaders } from '#platform/http/arrival';
import { assignRequestId } from '#platform/http/request-id';

type Next = (refusal?: Error) => void;
type Middleware = (request: IncomingMessage, response: unknown, next: Next) => void;

/** The part of an Engine.IO server that is used here. */
interface Engine {
  use(middleware: Middleware): void;
  on(event: 'connection_error', listener: (refused: Refused) => void): void;
}

interface Refused {
  readonly req: IncomingMessage & { readonly res?: unknown; readonly websocket?: unknown };
  readonly code: number;
  readonly message: string;
  readonly context?: { readonly message?: string };
}

const METHODS = new Set(['GET', 'POST']);
/** Engine.IO's code for a request that `allowRequest` refuses. */
const FORBIDDEN = 4;

const assignIdAndSetHeaders = composeMiddleware(assignRequestId, setHeaders);

/**
 * Gives every answer on the path of the sockets its request id and the headers of all other answers. Refuses two kinds
 * of request that Engine.IO would answer with 500, or never: another method than GET and POST on an open connection,
 * and a plain request that claims to be a websocket.
 */
export function handleEngineRequests(engine: Engine): void {
  engine.use((request, response, next) => {
    if (!(response instanceof ServerResponse)) {
      assignRequestId(request as Request, response as Response, next as NextFunction);
      return;
    }
    assignIdAndSetHeaders(request as Request, response as Response, () => {
      const { method = '', url = '' } = request;
      const isUnsupported =
        !METHODS.has(method) || new URL(url, 'http://-').searchParams.get('transport') === 'websocket';
      next(isUnsupported ? new Error('Unsupported request') : undefined);
    });
  });
  engine.on('connection_error', ({ req, code, message, context }) => {
    const { socket } = req;
    // A plain request has been answered by Engine.IO; a connection that has become a websocket speaks HTTP no more.
    if (req.res !== undefined || req.websocket !== undefined || !socket.writable) return;
    const body = JSON.stringify({ code, message: context?.message ?? message });
    socket.end(
      [
        code === FORBIDDEN ? 'HTTP/1.1 403 Forbidden' : 'HTTP/1.1 400 Bad Request',
        'Connection: close',
        'Content-Type: application/json',
        `Content-Length: ${Buffer.byteLength(body)}`,
        `x-request-id: ${(req as { id?: string }).id ?? randomUUID()}`,
        '',
        body,
      ].join('\r\n'),
    );
  });
}
