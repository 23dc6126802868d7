import { answerOf } from '@hotdeal/client';
import type { Page } from 'playwright-core';
import { openSimulator, variablesOf } from '../support/payment-simulator';
import { until } from '../support/until';
import { describeInBrowser, PHONE, type WindowOptions } from './support/browser';
import { BrowserShop, signIn } from './support/browser-shop';
import { PayingCustomer } from './support/paying-customer';

const NARROW = { width: 360, height: 740 };
const PAY = { name: 'Pay ₩40,000', disabled: false } as const;
const PAID = 'Your payment is complete.';
const CONFIRM = '**/payment/confirm';

describeInBrowser('an order that is paid by card', () => {
  let shop: BrowserShop;
  let simulator: Awaited<ReturnType<typeof openSimulator>>;
  let lamp: number;

  beforeAll(async () => {
    simulator = await openSimulator();
    shop = await BrowserShop.open({ ...variablesOf(simulator), PAYMENT_DEPOSIT_S: '3600' });
    lamp = await shop.product({ name: 'Lamp', units: 100, price: 40_000 });
  });
  afterEach(() => simulator.forget());
  afterAll(async () => {
    await shop.close();
    await simulator.close();
  });

  it('with a coupon and points is reviewed, paid at the page of the provider, and complete, on a phone', async () => {
    const kim = await PayingCustomer.of(shop, 'Kim', 10_000, { viewport: PHONE });
    const { page, window } = kim;
    for (const name of ['Welcome', 'Spring']) {
      const couponId = await shop.coupon({ name, quantity: 100 });
      await answerOf(kim.api.POST('/api/coupons/{couponId}/issue', { params: { path: { couponId } } }));
    }
    const rug = await shop.product({ name: 'Rug', units: 10, price: 20_000 });
    await page.goto(`${shop.url}/#/checkout?product=${rug}`);
    await page.getByText('On orders of ₩30,000 or more: ₩10,000 more is needed.').first().waitFor();
    expect(await page.getByRole('radio', { name: 'Welcome' }).isDisabled()).toBe(true);
    await page.goto(`${shop.url}/#/checkout?product=${lamp}`);
    await page.getByRole('button', { name: 'Pay ₩36,000' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Use no coupon' }).isChecked()).toBe(false);
    await page.getByText('Use no coupon').click();
    await page.getByRole('button', { name: 'Pay ₩40,000' }).waitFor();
    await page.getByRole('radio', { name: 'Spring' }).check();
    await page.getByLabel('Points to use').fill('6000');
    await page.getByRole('button', { name: 'Pay ₩30,000', disabled: false }).waitFor();
    expect(await window.violations()).toEqual([]);
    await window.screenshot('storefront-checkout-card', true);
    await page.getByRole('button', { name: 'Pay ₩30,000' }).click();
    await visit(page, 'pay');
    await page.getByText(PAID).waitFor();
    expect(await page.evaluate<string>('document.activeElement?.textContent')).toContain(PAID);
    const [order] = (await answerOf(kim.api.GET('/api/orders'))).items;
    expect(page.url()).toBe(`${shop.url}/#/orders/${order?.orderId}`);
    expect([order?.discount, order?.pointsUsed, order?.amountDue]).toEqual([4_000, 6_000, 30_000]);
    await page.locator('dd', { hasText: '−₩4,000' }).waitFor();
    expect(await window.violations()).toEqual([]);
    await window.screenshot('storefront-paid-by-card', true);
    expect(await kept(order?.orderId)).toBe(30_000);
    await page.reload();
    await page.getByText(PAID).waitFor();
  });

  it('and is left for the page of the provider is not paid, says so after Back, and is paid then', async () => {
    const { page, orderId } = await waiting('Lee');
    await page.getByRole('button', PAY).click();
    await page.waitForURL(/checkout/);
    await page.goBack();
    await page.getByText('This order is not paid yet.').waitFor();
    await page.getByText('Time left to pay').waitFor();
    await page.getByRole('button', PAY).click();
    await visit(page, 'leave');
    await page.getByText('You cancelled the payment. You were not charged.').waitFor();
    expect(page.url()).toBe(`${shop.url}/#/orders/${orderId}`);
    await page.getByRole('button', PAY).click();
    await visit(page, 'pay');
    await page.getByText(PAID).waitFor();
    expect(await kept(orderId)).toBe(40_000);
  });

  it('by a card that is declined says why, and is paid with another one', async () => {
    const { page, window, orderId } = await waiting('Park');
    await page.getByRole('button', PAY).click();
    await visit(page, 'decline');
    await page.getByText('Your payment did not go through. The limit or the balance is too low.').waitFor();
    await window.screenshot('storefront-declined');
    expect(await window.violations()).toEqual([]);
    await page.reload();
    await page.getByText('Your payment did not go through. The limit or the balance is too low.').waitFor();
    await page.getByRole('button', PAY).click();
    await visit(page, 'pay');
    await page.getByText(PAID).waitFor();
    expect(await kept(orderId)).toBe(40_000);
  });

  it('whose window is closed right after the page of the provider is not charged, and can be paid', async () => {
    const { page, orderId, window } = await waiting('Choi');
    await page.getByRole('button', PAY).click();
    await page.waitForURL(/checkout/);
    await simulator.play('pay', await nameOf(orderId));
    await page.close();
    const later = await window.context.newPage();
    await later.goto(`${shop.url}/#/orders/${orderId}`);
    await later.getByText('This order is not paid yet.').waitFor();
    expect(await kept(orderId)).toBe(0);
    await later.getByRole('button', PAY).click();
    await visit(later, 'pay');
    await later.getByText(PAID).waitFor();
    expect(await kept(orderId)).toBe(40_000);
  });

  it('whose window is closed while the payment is confirmed is found to be paid', async () => {
    const { page, orderId, window } = await waiting('Kang');
    await page.getByRole('button', PAY).click();
    await page.waitForURL(/checkout/);
    simulator.say({ route: 'confirm', delayAnswerMs: 2_000 });
    const sent = page.waitForRequest(CONFIRM);
    await visit(page, 'pay');
    await sent;
    await until(async () => (await kept(orderId)) === 40_000);
    await page.close();
    const later = await window.context.newPage();
    await later.goto(`${shop.url}/#/orders`);
    await later.getByRole('link', { name: `Order ${orderId}`, exact: true }).click();
    await later.getByText(PAID).waitFor();
    expect(await kept(orderId)).toBe(40_000);
  });

  it('whose outcome is not known says so, offers no second payment, and ends in the truth without a reload', async () => {
    const { page, orderId, window } = await waiting('Han');
    await page.getByRole('button', PAY).click();
    await page.waitForURL(/checkout/);
    simulator.say({ route: 'confirm', cut: 'after' });
    simulator.say({ route: 'retrieve', error: 'PROVIDER_ERROR', times: null });
    await visit(page, 'pay');
    await page.getByText('We are checking your payment. Please wait a moment and do not pay again.').waitFor();
    await page.getByText('If it did not, you are not charged and can pay again.').waitFor();
    expect(await page.getByRole('button', { name: /^Pay / }).count()).toBe(0);
    expect(await window.violations()).toEqual([]);
    await window.screenshot('storefront-unknown-outcome');
    await page.reload();
    await page.getByRole('heading', { name: 'Checking your payment' }).waitFor();
    await page.goto(`${shop.url}/#/orders`);
    await page.getByRole('link', { name: `Order ${orderId}: view payment` }).click();
    await page.getByRole('heading', { name: 'Checking your payment' }).waitFor();
    simulator.forget();
    await page.getByText(PAID).waitFor({ timeout: 30_000 });
    expect(await kept(orderId)).toBe(40_000);
  });

  it('that is cancelled while its payment is not known gets the money back, and says so', async () => {
    const { page, orderId } = await waiting('Jung');
    await page.getByRole('button', PAY).click();
    await page.waitForURL(/checkout/);
    simulator.say({ route: 'confirm', cut: 'after' });
    simulator.say({ route: 'retrieve', error: 'PROVIDER_ERROR', times: null });
    await visit(page, 'pay');
    await page.getByRole('heading', { name: 'Checking your payment' }).waitFor();
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel order' }).click();
    await page.getByText('We are checking your payment. If it went through, you get it back.').waitFor();
    await page.getByText('Being checked').waitFor();
    simulator.forget();
    simulator.say({ route: 'cancel', delayAnswerMs: 4_000 });
    await page.getByText('To be refunded').waitFor({ timeout: 30_000 });
    await page.getByText('₩40,000 was refunded.').waitFor({ timeout: 30_000 });
    await page.getByText('Refunded', { exact: true }).waitFor();
    expect(await kept(orderId)).toBe(0);
  });

  it('is confirmed once after a lost connection, a reload, and in two tabs', async () => {
    const { page, orderId, window } = await waiting('Yoon');
    const back = await payElsewhere(page, orderId);
    await page.route(CONFIRM, (route) => route.abort());
    await page.goto(back);
    await page.getByText('You are offline. Your payment will be sent again').waitFor();
    expect(page.url()).toContain('paymentKey=');
    await page.reload();
    await page.getByText('You are offline. Your payment will be sent again').waitFor();
    await page.unroute(CONFIRM);
    const other = await window.context.newPage();
    const names = await shop.paymentNames(orderId);
    await Promise.all([page.reload(), other.goto(back)]);
    for (const tab of [page, other]) {
      await tab.getByText(PAID).waitFor();
      expect(tab.url()).toBe(`${shop.url}/#/orders/${orderId}`);
    }
    expect(
      simulator.calls.filter(({ route, orderId: name }) => route === 'confirm' && names.includes(name ?? '')),
    ).toHaveLength(1);
    expect(await kept(orderId)).toBe(40_000);
  });

  it('of a buyer who is signed out meanwhile, or somebody else, is confirmed after the right login', async () => {
    const { page, orderId } = await waiting('Seo');
    const back = await payElsewhere(page, orderId);
    const other = await shop.customer('Nam');
    await other.page.goto(back);
    await other.page.getByText('Order not found.').waitFor();
    expect(await kept(orderId)).toBe(0);
    const guest = await shop.browser.window({ viewport: PHONE });
    await guest.page.goto(back);
    await signIn(guest, 'seo@example.com');
    await guest.page.getByText(PAID).waitFor();
    await page.getByText(PAID).waitFor();
    expect(await kept(orderId)).toBe(40_000);
  });

  it('that has expired meanwhile is not charged, and says so', async () => {
    const { page, orderId, window } = await waiting('Moon');
    const back = await payElsewhere(page, orderId);
    await shop.endReservation(orderId, 0);
    await page.getByText('The time to pay ran out.').first().waitFor();
    await page.goto(back);
    await page.getByText('You were not charged.').waitFor();
    await window.screenshot('storefront-expired-at-return');
    expect(await kept(orderId)).toBe(0);
  });

  it('by a transfer shows the account and its deadline, takes an account for refunds, and can be paid another way', async () => {
    const { page, orderId, window } = await waiting('Bae', { viewport: PHONE });
    await page.getByText('Virtual account', { exact: true }).click();
    await page.getByRole('button', PAY).click();
    await visit(page, 'pay');
    await page.getByRole('heading', { name: 'Waiting for your transfer' }).waitFor();
    const [account] = simulator.view(await nameOf(orderId)).payments.map((payment) => payment.account?.accountNumber);
    await page.getByText(account ?? 'none', { exact: true }).waitFor();
    await page.getByText('Time left to transfer').waitFor();
    await page.locator('.deposit').getByText('Woori Bank').waitFor();
    await window.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Copy account number' }).click();
    await page.getByText('Copied.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(account);
    await page.getByRole('button', { name: 'Save account' }).click();
    await page
      .getByText('Please fill in this field.')
      .or(page.getByText('Please choose from the list.'))
      .first()
      .waitFor();
    await page.getByLabel('Bank').selectOption('KakaoBank');
    await page.getByLabel('Account number').fill('12-34');
    await page.getByLabel('Account holder').fill('배수지');
    await page.getByRole('button', { name: 'Save account' }).click();
    await page.getByText('Enter an account number of 6 to 20 digits.').waitFor();
    await page.getByLabel('Account number').fill('3333-01-1234567');
    await page.getByRole('button', { name: 'Save account' }).click();
    await page.getByText('Your account was saved.').waitFor();
    expect(await window.violations()).toEqual([]);
    await window.screenshot('storefront-virtual-account', true);
    await page.reload();
    await page.getByRole('button', { name: 'Pay another way' }).click();
    await page.getByRole('dialog').getByText('This account is closed then.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Close account' }).click();
    await page.getByText('Card', { exact: true }).click();
    await page.getByRole('button', PAY).click();
    await visit(page, 'pay');
    await page.getByText(PAID).waitFor();
    expect(await kept(orderId)).toBe(40_000);
  });

  it.each(['한국어', 'English'])('has pages without accessibility violations on a narrow phone: %s', async (name) => {
    const customer = await PayingCustomer.of(shop, `Oh-${name === 'English' ? 'en' : 'ko'}`, 5_000, {
      viewport: NARROW,
    });
    const { page, window } = customer;
    const couponId = await shop.coupon({ name: `신규 회원 감사 쿠폰 ${name}`, quantity: 10 });
    await answerOf(customer.api.POST('/api/coupons/{couponId}/issue', { params: { path: { couponId } } }));
    const orderId = await customer.reserve(lamp);
    await page.goto(`${shop.url}/#/checkout?product=${lamp}`);
    if (name !== 'English') await page.getByRole('button', { name }).click();
    const wide = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';
    const check = async (shown: string): Promise<void> => {
      expect([shown, await window.violations(), await page.evaluate(wide)]).toEqual([shown, [], false]);
      await window.screenshot(`storefront-card-${shown}-${name === 'English' ? 'en' : 'ko'}`, true);
    };
    await page.getByRole('radio').nth(3).waitFor();
    // A disabled button is pale; it would be enabled in the middle of the check.
    await page.locator(`.cart-summary .primary:not([aria-disabled='true'])`).waitFor();
    await check('checkout');
    const methods = { CARD: 'requested', VIRTUAL_ACCOUNT: 'deposit' } as const;
    for (const [method, shown] of Object.entries(methods)) {
      const params = { path: { orderId } };
      const body = { method: method as keyof typeof methods };
      await answerOf(customer.api.POST('/api/orders/{orderId}/payment', { params, body }));
      const visited = await simulator.play('pay', await nameOf(orderId));
      if (shown === 'deposit') await page.goto('redirectUrl' in visited ? visited.redirectUrl : '');
      else await page.goto(`${shop.url}/#/orders/${orderId}`);
      await page.locator(shown === 'deposit' ? '.deposit' : '.payment-state p').waitFor();
      await check(shown);
    }
    await answerOf(customer.api.PUT('/api/orders/{orderId}', { params: { path: { orderId } } }));
    await page.getByText(/^(이 주문의 계좌로 더 이상 입금하지|Please do not transfer anything)/).waitFor();
    await check('deposit-cancelled');
    await page.route('**/api/orders/*/payment', async (route) => {
      const answer = await route.fetch();
      const refunds = [{ refundId: 1, amount: 40_000, cause: 'CANCELLED', status: 'STUCK' }];
      await route.fulfill({ json: { ...(await answer.json()), status: 'CAPTURED', refunds } });
    });
    await page.reload();
    await page
      .getByText(/^(환불이 늦어지고 있어요. 환불받을 계좌가|Your refund is delayed. We need the account)/)
      .waitFor();
    await page.getByRole('heading', { name: /^(환불받을 계좌|Account for refunds)$/ }).waitFor();
    await check('deposit-refund-stuck');
  });

  /** A customer at the page of an order that waits for its payment. */
  async function waiting(name: string, options: WindowOptions = {}) {
    const customer = await PayingCustomer.of(shop, name, 0, options);
    const orderId = await customer.reserve(lamp);
    await customer.page.goto(`${shop.url}/#/orders/${orderId}`);
    await customer.page.getByRole('button', PAY).waitFor();
    return { page: customer.page, window: customer.window, orderId };
  }

  /** What the buyer does at the page of the simulator. */
  async function visit(page: Page, action: 'pay' | 'decline' | 'leave'): Promise<void> {
    await page.waitForURL(/checkout/);
    await page.locator(`button[value="${action}"]`).click();
  }

  /** The buyer agrees at the page of the provider. @returns the address to which it sends the buyer back */
  async function payElsewhere(page: Page, orderId: number): Promise<string> {
    await page.getByRole('button', PAY).click();
    await page.waitForURL(/checkout/);
    const visited = await simulator.play('pay', await nameOf(orderId));
    await page.goBack();
    await page.getByText('This order is not paid yet.').waitFor();
    return 'redirectUrl' in visited ? visited.redirectUrl : '';
  }

  /** The name of the newest payment of an order at the simulator. */
  async function nameOf(orderId: number): Promise<string> {
    return (await shop.paymentNames(orderId)).at(-1) ?? '';
  }

  /** What the simulator has taken for an order, and not paid back. */
  async function kept(orderId: number | undefined): Promise<number> {
    const names = await shop.paymentNames(orderId ?? 0);
    const paid = simulator.view().payments.filter(({ orderId: name }) => names.includes(name));
    return paid.reduce((sum, { kept: amount }) => sum + amount, 0);
  }
});
