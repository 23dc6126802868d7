const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The address to load a stored picture from. A picture that ships with the shop was stored with the address of the
 * machine that loaded it (`http://localhost:8080/images/…`) and is loaded from the origin of the page: the shop may use
 * another port now, and on a phone `localhost` is the phone.
 */
export function pictureAddress(stored: string, origin: string): string {
  const { hostname, pathname } = new URL(stored, origin);
  return LOOPBACK.test(hostname) && pathname.startsWith('/images/') ? `${origin}${pathname}` : stored;
}
