import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { ExpressAdapter } from '@nestjs/platform-express';
import express, { type Response } from 'express';
import { JsonText } from './json-text';
import { locationOf } from './location-header';

/** Nest's Express adapter, with the differences below. */
export class WebAdapter extends ExpressAdapter {
  /**
   * One spelling of each address: what a proxy limits or forbids by its path cannot be reached by another. The adapter
   * makes the router at once, so it must have been said before.
   */
  constructor() {
    const application = express();
    application.set('case sensitive routing', true);
    application.set('strict routing', true);
    super(application);
  }

  /**
   * Requests and responses are created with the prototypes that Express would give them. Changing the prototype of an
   * existing object keeps V8 from freeing it young: with Express alone every request went to the old generation with all that it
   * held, which cost 50 µs of each and let the heap grow to four times its size between two collections (Node 20.20,
   * Express 5.3, 2026-11).
   */
  override initHttpServer(): void {
    const { request, response } = this.getInstance<{ readonly request: object; readonly response: object }>();
    const options = {
      IncomingMessage: bornAs(IncomingMessage, request),
      ServerResponse: bornAs(ServerResponse, response),
    };
    this.httpServer = createServer(options, this.getInstance());
  }

  /** Sends `Location` where the route has left one, and JSON that is written already as it is. */
  override reply(response: Response, body: unknown, statusCode?: number): unknown {
    if (body instanceof JsonText) {
      response.setHeader('Content-Type', 'application/json; charset=utf-8');
      return super.reply(response, body.text, statusCode) as unknown;
    }
    const location = locationOf(body);
    if (location !== undefined) response.setHeader('Location', location);
    return super.reply(response, body, statusCode) as unknown;
  }
}

/**
 * The same constructor, for objects with another prototype from the start. Called and not constructed: V8 keeps what
 * `Reflect.construct` makes for a foreign `new.target` as long as what has changed its prototype.
 */
function bornAs<Constructor extends new (...parameters: never[]) => object>(
  constructor: Constructor,
  prototype: object,
): Constructor {
  function Born(this: object, first: unknown, second: unknown): void {
    (constructor as unknown as (this: object, ...parameters: unknown[]) => void).call(this, first, second);
  }
  Born.prototype = prototype;
  return Born as unknown as Constructor;
}
