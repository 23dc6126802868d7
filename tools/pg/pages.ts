import type { Books, PaymentRow } from './books';
import { BUYER_ACTIONS, type BuyerAction, type Controls } from './controls';
import { type Call, readText } from './http';
import { escaped, facts, layout, PAGE_HEADERS } from './page-layout';
import { PageTexts, type Text } from './page-texts';
import type { Payments } from './payments';
import { TossError } from './toss-error';

const MOST_LATEST = 20;

/** The pages on which a buyer pays, in Korean and English. They need no script, and are made for phones first. */
export class CheckoutPages {
  constructor(
    private readonly books: Books,
    private readonly payments: Payments,
    private readonly controls: Controls,
  ) {}

  async handle({ method, path, request, response }: Call): Promise<void> {
    const texts = PageTexts.for(request.headers['accept-language']);
    const send = (status: number, heading: string, content: string): void =>
      void response.writeHead(status, PAGE_HEADERS).end(layout(texts, heading, content));
    if (path === '/') return send(200, texts.text('latest'), this.latest(texts));
    const [, , paymentKey = ''] = path.split('/');
    const payment = this.books.payments.get(paymentKey);
    if (payment === undefined) return send(404, texts.text('unknown'), '');
    if (method !== 'POST') return send(200, ...this.page(payment, texts));
    const wanted = new URLSearchParams(await readText(request)).get('action');
    const action = BUYER_ACTIONS.find((each) => each === wanted);
    try {
      const location = action === undefined ? path : await this.act(action, payment, path);
      response.writeHead(303, { location }).end();
    } catch (failure) {
      if (!(failure instanceof TossError)) throw failure;
      send(409, ...this.page(payment, texts, texts.text('late')));
    }
  }

  /** @returns where the buyer goes then: to the shop, or to what has become of the payment */
  private async act(action: BuyerAction, payment: PaymentRow, path: string): Promise<string> {
    const visit = await this.controls.play(action, payment.paymentKey);
    const staysHere = action === 'deposit' || action === 'bounce' || 'refused' in visit;
    return staysHere ? path : visit.redirectUrl;
  }

  private page(payment: PaymentRow, texts: PageTexts, problem?: string): [heading: string, content: string] {
    const { status } = this.payments.refreshed(payment);
    const alert = problem === undefined ? '' : `<p class="alert" role="alert">${escaped(problem)}</p>`;
    const about = `<section>${alert}${facts(rowsOf(payment, texts))}</section>`;
    const isOpen = status === 'READY' || status === 'IN_PROGRESS';
    return [texts.state(status), about + (isOpen ? choices(payment, texts) : whatIsLeft(payment, texts))];
  }

  private latest(texts: PageTexts): string {
    const payments = [...this.books.payments.values()].slice(-MOST_LATEST).reverse();
    if (payments.length === 0) return `<section><p>${escaped(texts.text('none'))}</p></section>`;
    const entries = payments.map(({ paymentKey, orderName, amount, status }) => {
      const label = escaped(`${orderName}: ${texts.money(amount)}`);
      return `<li><a href="/checkout/${paymentKey}">${label}</a><br>${escaped(texts.state(status))}</li>`;
    });
    return `<section><ul>${entries.join('')}</ul></section>`;
  }
}

function rowsOf(payment: PaymentRow, texts: PageTexts): [string, string][] {
  const { orderName, orderId, amount, account, cancels } = payment;
  const refunded = cancels.filter(({ movedMoney }) => movedMoney).reduce((sum, cancel) => sum + cancel.amount, 0);
  const rows: [Text, string][] = [
    ['order', `${orderName} (${orderId})`],
    ['amount', texts.money(amount)],
  ];
  if (account !== null) {
    rows.push(['bank', texts.language === 'ko' ? '우리은행' : 'Woori Bank'], ['accountNumber', account.accountNumber]);
    rows.push(['holder', account.customerName], ['due', texts.time(account.dueAt)]);
  }
  if (refunded > 0) rows.push(['refunded', texts.money(refunded)]);
  return rows.map(([name, value]) => [texts.text(name), value]);
}

/** What the buyer can do on the page of a payment that is open. */
function choices({ method, amount }: PaymentRow, texts: PageTexts): string {
  const isDeposit = method === 'VIRTUAL_ACCOUNT';
  const button = (action: BuyerAction, label: Text, hint?: Text): string => {
    const text = texts.text(label).replace('{amount}', texts.money(amount));
    const described = hint === undefined ? '' : ` aria-describedby="${hint}"`;
    const below = hint === undefined ? '' : `<p class="hint" id="${hint}">${escaped(texts.text(hint))}</p>`;
    const look = action === 'pay' ? ' class="primary"' : '';
    return `<button name="action" value="${action}"${look}${described}>${escaped(text)}</button>${below}`;
  };
  const cards = [button('decline', 'decline', 'declineHint'), button('fail', 'fail', 'failHint')];
  const buttons = [button('pay', isDeposit ? 'issue' : 'pay'), ...(isDeposit ? [] : cards), button('leave', 'leave')];
  return `<section><form method="post">${buttons.join('\n')}</form></section>`;
}

/** What can be done about a payment that the buyer has finished. */
function whatIsLeft({ status, amount, account, successUrl, failUrl }: PaymentRow, texts: PageTexts): string {
  const button = (action: BuyerAction, label: Text): string =>
    `<form method="post"><button name="action" value="${action}"${action === 'deposit' ? ' class="primary"' : ''}>${escaped(
      texts.text(label).replace('{amount}', texts.money(amount)),
    )}</button></form>`;
  const canTransfer = status === 'WAITING_FOR_DEPOSIT' ? button('deposit', 'deposit') : '';
  const canBounce = status === 'DONE' && account !== null ? button('bounce', 'bounce') : '';
  const shop = status === 'ABORTED' || status === 'EXPIRED' ? failUrl : successUrl;
  return `<section>${canTransfer}${canBounce}<a class="button" href="${escaped(shop)}">${escaped(texts.text('back'))}</a></section>`;
}
