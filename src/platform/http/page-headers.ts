import type { ServerResponse } from 'node:http';

/** The pages have scripts and styles of their own, and show pictures from wherever their products name them. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' http: https: data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The builder writes a hash of their content into the names of these. */
const HASHED = /[\\/]assets[\\/]/;
const FOR_A_YEAR = 'public, max-age=31536000, immutable';
const ASKED_EACH_TIME = 'no-cache';

export function sendPage(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('Cache-Control', ASKED_EACH_TIME);
}

/** A script, a style, a picture: what a page asks for. */
export function sendPart(response: ServerResponse, path: string): void {
  response.setHeader('Cache-Control', HASHED.test(path) ? FOR_A_YEAR : ASKED_EACH_TIME);
}
