import type { OpenAPIObject } from '@nestjs/swagger';
import { describeFields, setMeaning } from './field-descriptions';

/** The tags of the document, in the order in which a reader needs them. */
const TAGS: Readonly<Record<string, string>> = {
  shop: 'The shop itself: its name, its currency, and what it offers.',
  auth: 'Sign-up, log-in, renewal of tokens, log-out, and the end of an account.',
  users: 'Your own profile, your addresses, and the first view of your page.',
  products: 'The catalogue: lists, search, single products, and their changes by administrators.',
  stocks: 'How many units of a product are left, and changes of that number by administrators.',
  inventory: 'The stock of a product together with the orders that have reserved units of it.',
  events: 'Hot deals, which the API calls events: their prices, their windows, and the signals about them.',
  orders: 'Orders: placing, reading, cancelling. Stock is decided after the answer, or within `Prefer: wait=N`.',
  cart: 'Your cart, at the prices of this moment, and ordering what is in it.',
  wishlist: 'The products that you have marked.',
  rankings: 'The products that sold most, by day, week, month or the last days.',
  coupons: 'Coupons: claimed first come, first served, listed for their owner, and defined by administrators.',
  payments: 'Payments of orders, and what is paid back of them.',
  delivery: 'Deliveries of your orders: how far a parcel has come.',
  returns: 'Units of delivered orders that come back, and what is paid back for them.',
  points: 'Your points: how many you have, what has changed them, and charging them.',
  subscriptions: 'The products whose deals a user wants to be notified of.',
  notifications: 'Your notifications of deals.',
  admin: 'For operators: accounts, webhooks, failed events, integrity checks and instances.',
  health: 'Whether an instance runs, and whether it can serve requests.',
};

/** Who may call an operation. */
const ACCESS: Readonly<Record<string, string>> = {
  PUBLIC: 'Needs no access token.',
  READER: 'Needs an access token only with `CATALOGUE=members`.',
  USER: 'Needs an access token.',
  ADMIN: 'Needs the access token of an administrator.',
};

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/**
 * Describes every tag, operation, parameter and field that has no description of its own. The first sentence about an
 * operation is its summary, and the others are its description.
 */
export function describeDocument(document: OpenAPIObject): OpenAPIObject {
  document.tags = Object.entries(TAGS).map(([name, description]) => ({ name, description }));
  for (const operation of Object.values(document.paths).flatMap((item) => Object.values(item) as Operation[])) {
    const access = (operation as Operation & { 'x-access'?: string })['x-access'] ?? '';
    const [summary = '', ...details] = (operation.summary ?? '').replace(/\s+/g, ' ').split(/(?<=\.)\s/);
    operation.summary = summary.replace(/\.$/, '');
    operation.description ??= [...details, ACCESS[access] ?? ''].join(' ').trim();
    for (const parameter of operation.parameters ?? []) {
      if ('name' in parameter) setMeaning(parameter, operation.operationId ?? '', parameter.name);
    }
  }
  for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
    describeFields(schema, name);
  }
  return document;
}
