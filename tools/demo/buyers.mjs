// The buyers: accounts that are signed up once and log in for each run, with what they had ordered before it.
import { Unable } from '../say.mjs';
import { fewAtOnce } from './few-at-once.mjs';

/** The shop hashes a password in about 55 ms of one core, and a few at once: more would only wait there. */
const AT_ONCE = 4;
const LISTED_AT_ONCE = 16;

/**
 * @typedef {object} Buyer
 * @property {string} token
 * @property {number | undefined} newestOrder the newest one before the sale
 */

/**
 * @param {import('./api.mjs').Api} api
 * @param {import('./kept.mjs').KeptShop} kept
 * @param {number} count
 * @param {() => void} done
 * @returns {Promise<Buyer[]>}
 */
export async function signInBuyers(api, kept, count, done) {
  const { tag, password, accounts } = kept.what;
  const buyers = await fewAtOnce(Array.from({ length: count }), AT_ONCE, async (_, index) => {
    const email = `buyer-${index + 1}.${tag}@demo.example`;
    const token = await signIn(api, { email, password, name: `Buyer ${index + 1}` }, index < accounts);
    done();
    return token;
  });
  kept.what.accounts = Math.max(accounts, count);
  kept.save();
  return fewAtOnce(buyers, LISTED_AT_ONCE, async (token) => ({ token, newestOrder: await newestOrder(api, token) }));
}

/**
 * @param {import('./api.mjs').Api} api
 * @param {{ email: string, password: string, name: string }} person
 * @param {boolean} isKnown
 * @returns {Promise<string>} an access token
 */
async function signIn(api, { email, password, name }, isKnown) {
  const logIn = () => api.ask('POST', '/api/auth/login', { body: { email, password } });
  const first = isKnown ? await logIn() : undefined;
  if (first?.status === 200) return first.body.accessToken;
  const signUp = await api.ask('POST', '/api/auth/signup', { body: { email, password, name } });
  if (signUp.status !== 201 && signUp.body.code !== 'EMAIL_TAKEN') {
    throw new Unable(`The sign-up of ${email} answered ${signUp.status} ${signUp.body.code ?? ''}.`);
  }
  const { status, body } = await logIn();
  if (status === 200) return body.accessToken;
  throw new Unable(`${email} has an account but cannot log in: ${status} ${body.code ?? ''}.`);
}

/**
 * @param {import('./api.mjs').Api} api
 * @param {string} token
 * @returns {Promise<number | undefined>}
 */
async function newestOrder(api, token) {
  const { body } = await api.demand('GET', '/api/orders?limit=1', { token });
  return body.items[0]?.orderId;
}
