import createClient, { type Client } from 'openapi-fetch';
import { LiveSignals } from './live-signals.js';
import { Login, LoginInMemory, type LoginStore } from './login.js';
import type { paths } from './schema.js';
import { ShopClock } from './shop-clock.js';

interface ShopAddress {
  /** such as `https://shop.example`; that of the page if left out */
  readonly baseUrl?: string;
  /** in memory if left out */
  readonly loginStore?: LoginStore;
}

/** A shop as one visitor sees it. */
export interface Shop {
  /** every route, typed; sends the access token, and repeats a request once with a new token if it was refused */
  readonly api: Client<paths>;
  readonly login: Login;
  readonly clock: ShopClock;
  /** not connected until `live.connect()` */
  readonly live: LiveSignals;
}

export function openShop({ baseUrl = '', loginStore = new LoginInMemory() }: ShopAddress = {}): Shop {
  const login = new Login(baseUrl, loginStore);
  const api = createClient<paths>({
    baseUrl,
    fetch: (request) => fetchAs(login, request),
    // Lists in a query are written `1,2,3`.
    querySerializer: { array: { style: 'form', explode: false } },
  });
  const clock = new ShopClock(api);
  return { api, login, clock, live: new LiveSignals(baseUrl, login, api) };
}

async function fetchAs(login: Login, request: Request): Promise<Response> {
  const token = await login.accessToken();
  if (token === undefined) return fetch(request);
  // A copy, because the body of a request can be sent only once.
  const again = request.clone();
  const response = await fetch(withToken(request, token));
  if (response.status !== 401) return response;
  const renewed = await login.renew(token);
  // Without a login the request is one of a guest, who may see what is public.
  return renewed === undefined ? fetch(again) : fetch(withToken(again, renewed));
}

function withToken(request: Request, token: string): Request {
  request.headers.set('authorization', `Bearer ${token}`);
  return request;
}
