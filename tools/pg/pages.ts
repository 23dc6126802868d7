import type { Books, PaymentRow } from './books';
import { BUYER_ACTIONS, type Controls } from './controls';
import { type Call, readText } from './http';
import { invalid } from './requests';
import { TossError } from './toss-error';

/** The pages on which a buyer pays. They need no script. */
export class CheckoutPages {
  constructor(
    private readonly books: Books,
    private readonly controls: Controls,
  ) {}

  async handle({ method, path, request, response }: Call): Promise<void> {
    const payment = this.books.payments.get(path.slice('/checkout/'.length));
    if (payment === undefined) throw new TossError('NOT_FOUND_PAYMENT');
    if (method === 'POST') {
      const wanted = new URLSearchParams(await readText(request)).get('action');
      const action = BUYER_ACTIONS.find((each) => each === wanted);
      if (action === undefined) throw invalid(`action must be one of ${BUYER_ACTIONS.join(', ')}.`);
      const visit = await this.controls.play(action, payment.paymentKey);
      const location = 'redirectUrl' in visit ? visit.redirectUrl : path;
      response.writeHead(303, { location }).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/html;charset=utf-8' }).end(page(payment));
  }
}

function page({ amount }: PaymentRow): string {
  const button = (action: string): string => `<button name="action" value="${action}">${action}</button>`;
  return `<!doctype html><title>Payment simulator</title><form method="post"><p>${amount}</p>${['pay', 'decline', 'fail', 'leave'].map(button).join('')}</form>`;
}
