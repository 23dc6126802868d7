import type { ServerResponse } from 'node:http';

/** The pages load only their own scripts and styles; product pictures may come from any site. */
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

/** Files whose names contain a hash of their content. */
const HASHED_NAME = /[\\/]dist[\\/]assets[\\/]/;
const CACHE_FOR_A_YEAR = 'public, max-age=31536000, immutable';
/** Pictures that ship with the pages. Their addresses are stored with products, so a changed picture gets a new name. */
const PICTURE = /[\\/]dist[\\/]images[\\/]/;
const CACHE_FOR_A_MONTH = 'public, max-age=2592000';
const REVALIDATE = 'no-cache';

export function setPageHeaders(response: ServerResponse): void {
  response.setHeader('Content-Security-Policy', POLICY);
  response.setHeader('Cache-Control', REVALIDATE);
}

/** For the files that a page loads: scripts, styles and pictures. */
export function setAssetHeaders(response: ServerResponse, path: string): void {
  response.setHeader('Cache-Control', cacheControlOf(path));
  // Without it, a browser shows no picture in a page of another origin, such as that of a frontend developer.
  if (PICTURE.test(path)) response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}

function cacheControlOf(path: string): string {
  if (HASHED_NAME.test(path)) return CACHE_FOR_A_YEAR;
  return PICTURE.test(path) ? CACHE_FOR_A_MONTH : REVALIDATE;
}
