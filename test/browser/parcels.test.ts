import { answerOf } from '@hotdeal/client';
import type { Page } from 'playwright-core';
import { openSimulator, variablesOf } from '../support/payment-simulator';
import { until } from '../support/until';
import { describeInBrowser, PHONE, type WindowOptions } from './support/browser';
import { BrowserShop } from './support/browser-shop';
import { PayingCustomer } from './support/paying-customer';

const HOME = {
  recipient: '홍길동',
  phone: '010-1234-5678',
  postcode: '06236',
  line1: '서울특별시 강남구 테헤란로 152',
  line2: '12층',
};
const WIDE = 'document.documentElement.scrollWidth > document.documentElement.clientWidth';

describeInBrowser('an order that is shipped', () => {
  let shop: BrowserShop;
  let simulator: Awaited<ReturnType<typeof openSimulator>>;
  let lamp: number;
  let rug: number;

  beforeAll(async () => {
    simulator = await openSimulator();
    shop = await BrowserShop.open({
      ...variablesOf(simulator),
      SHIPPING: 'on',
      ADDRESS: 'required',
      RETURN_TAKES_S: 'off',
    });
    lamp = await shop.product({ name: '램프', units: 100, price: 40_000 });
    rug = await shop.product({ name: 'Rug', units: 100, price: 20_000 });
  });
  afterAll(async () => {
    await shop.close();
    await simulator.close();
  });

  it('goes to a new address, arrives, and one of its three lamps goes back for a third, on a phone in Korean', async () => {
    const kim = await PayingCustomer.of(shop, 'Kim', 1_000, { viewport: PHONE });
    const { page, window } = kim;
    await page.getByRole('button', { name: '한국어' }).click();
    await page.goto(`${shop.url}/#/checkout?product=${lamp}&quantity=3`);
    await page.getByText('등록한 배송지가 없어요.').waitFor();
    await page.getByRole('button', { name: '전액 사용' }).click();
    await page.getByRole('button', { name: '119,000원 결제하기', disabled: false }).click();
    await page.getByText('상품을 받을 배송지를 추가해 주세요.', { exact: true }).waitFor();
    await page.getByRole('button', { name: '새 배송지 추가' }).click();
    await enterAddress(page, 'ko');
    await page.getByRole('button', { name: '119,000원 결제하기', disabled: false }).click();
    await page.getByText('입력하고 있는 배송지를 저장하거나').waitFor();
    await page.getByRole('button', { name: '저장' }).click();
    await page.getByRole('radio', { name: '홍길동' }).waitFor();
    expect(await page.getByRole('radio', { name: '홍길동' }).isChecked()).toBe(true);
    expect([await window.violations(), await page.evaluate(WIDE)]).toEqual([[], false]);
    await window.screenshot('storefront-checkout-address-ko', true);
    await page.getByRole('button', { name: '119,000원 결제하기', disabled: false }).click();
    await page.waitForURL(/checkout/);
    await page.locator('button[value="pay"]').click();
    await page.getByText('도착 예정').waitFor();
    await page.getByText(`(${HOME.postcode}) ${HOME.line1} ${HOME.line2}`).waitFor();
    const orderId = await kim.lastOrder();
    await shop.moveShipment(orderId, 'SHIPPED');
    await page.getByText('상품이 출발했어요.').waitFor();
    await page.getByRole('button', { name: '운송장 번호 복사' }).waitFor();
    expect(await page.getByRole('button', { name: '주문 취소' }).count()).toBe(0);
    await check('shipped-ko');
    await shop.moveShipment(orderId, 'DELIVERED');
    await page.getByText('상품이 도착했어요.').waitFor();
    await page.getByText(/까지 반품할 수 있어요/).waitFor();
    await page.getByRole('button', { name: '반품 신청', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('spinbutton').fill('0');
    await dialog.getByRole('button', { name: '반품 신청하기' }).click();
    await dialog.getByText('반품할 상품의 수량을 선택해 주세요.').waitFor();
    await dialog.getByRole('button', { name: '수량 늘리기: 램프' }).click();
    await dialog.getByText('39,666원과 333포인트').waitFor();
    await dialog.getByLabel('반품 사유 (선택)').fill('색상이 화면과 달라요.');
    await check('return-form-ko');
    await dialog.getByRole('button', { name: '반품 신청하기' }).click();
    await page.getByText('환불 예정: 39,666원과 333포인트').waitFor();
    expect(await page.evaluate<string>('document.activeElement?.textContent')).toBe('반품');
    await page.getByText('반품 사유: 색상이 화면과 달라요.').waitFor();
    expect(await page.getByRole('button', { name: '반품 신청', exact: true }).count()).toBe(0);
    await shop.endReturn(orderId, 'COMPLETED');
    await page.getByText('환불 금액: 39,666원과 333포인트').waitFor();
    await page.locator('.timeline').getByText('환불 완료 39,666원 (반품)').waitFor({ timeout: 30_000 });
    await until(async () => (await kim.points()) === 333);
    expect(await shop.unitsLeft(lamp)).toBe(98);
    await page.getByRole('button', { name: '반품 신청', exact: true }).waitFor();
    await check('returned-ko');

    async function check(shown: string): Promise<void> {
      expect([shown, await window.violations(), await page.evaluate(WIDE)]).toEqual([shown, [], false]);
      await window.screenshot(`storefront-parcel-${shown}`, true);
    }
  });

  it('goes to the address that was chosen, cannot be cancelled once it has left, and shows a rejected return as one', async () => {
    const lee = await customerWithAddresses('Lee', { colorScheme: 'dark' });
    const { page, window } = lee;
    await answerOf(lee.api.POST('/api/cart/items', { body: { productId: lamp, quantity: 1 } }));
    await answerOf(lee.api.POST('/api/cart/items', { body: { productId: rug, quantity: 2 } }));
    await page.goto(`${shop.url}/#/cart`);
    await page.getByRole('button', { name: 'Order for ₩80,000' }).click();
    expect(await page.getByRole('radio', { name: 'Home' }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Work' }).check();
    await page.reload();
    await page.getByRole('radio', { name: 'Work' }).waitFor();
    expect(await page.getByRole('radio', { name: 'Work' }).isChecked()).toBe(true);
    await page.getByText('Points', { exact: true }).last().click();
    await page.getByRole('button', { name: 'Pay 80,000 points', disabled: false }).click();
    await page.getByText('Estimated arrival').waitFor();
    await page.getByText('(04524) 110 Sejong-daero').waitFor();
    const orderId = await lee.lastOrder();
    await shop.store(`INSERT INTO shipment_holds (order_id) VALUES (${orderId})`);
    await page.reload();
    await page.getByText('The shop checks this order before it is shipped.').waitFor();
    await page.getByRole('button', { name: 'Cancel order' }).click();
    const update = await holdUpdates(page);
    await shop.moveShipment(orderId, 'SHIPPED');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel order' }).click();
    await page.getByText('Your items have left already, so this order cannot be cancelled.').waitFor();
    update();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByText('Your items are on their way.').waitFor();
    await page.goto(`${shop.url}/#/orders`);
    await page.getByLabel('Status').selectOption('Shipped');
    await shop.moveShipment(orderId, 'DELIVERED');
    await page.getByText('No orders with this status').waitFor();
    await page.getByLabel('Status').selectOption('Delivered');
    await page.getByRole('link', { name: `Order ${orderId}: track delivery` }).click();
    await returnRugs(page, 1, '20,000 points');
    await shop.endReturn(orderId, 'REJECTED');
    await page.getByText('The shop did not accept this return, so nothing is paid back.').waitFor();
    await returnRugs(page, 2, '40,000 points');
    expect(await window.violations()).toEqual([]);
    await shop.endReturn(orderId, 'COMPLETED');
    await page.getByText('Refund: 40,000 points').waitFor();
    await page.locator('.timeline').getByText('Refunded: ₩40,000 (Return)').waitFor({ timeout: 30_000 });
    await until(async () => (await lee.points()) === 60_000);
    await window.screenshot('storefront-parcel-rejected-dark', true);
    await shop.store(
      `UPDATE shipments SET delivered_at = delivered_at - INTERVAL 2 DAY, shipped_at = shipped_at - INTERVAL 2 DAY WHERE order_id = ${orderId}`,
    );
    await page.reload();
    await page.getByText(/^The time to return items ended on/).waitFor();
    expect(await page.getByRole('button', { name: 'Return items' }).count()).toBe(0);
  });

  it('goes to an address of the address book, which is kept with the keyboard alone', async () => {
    const window = await shop.customer('Park');
    const { page } = window;
    await page.goto(`${shop.url}/#/my`);
    await page.getByRole('link', { name: 'Addresses' }).waitFor();
    await window.tabTo('Addresses');
    await page.keyboard.press('Enter');
    await page.getByText('You have no addresses yet').waitFor();
    // A new page gets the focus a moment after it is shown.
    await page.locator('main:focus').waitFor();
    await window.tabTo('Add an address');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'New address' }).waitFor();
    await page.locator('main:focus').waitFor();
    await window.tabTo('Recipient');
    await page.keyboard.press('Enter');
    await page.getByText('Please fill in this field.').first().waitFor();
    for (const [label, text] of Object.entries(ENTERED.en)) {
      await page.keyboard.type(label === 'Phone number' ? '12' : text);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Enter a phone number of 7 to 15 digits').waitFor();
    expect(await page.locator(':focus').getAttribute('autocomplete')).toBe('shipping tel');
    expect(await window.violations()).toEqual([]);
    await page.keyboard.press('Control+A');
    await page.keyboard.type(HOME.phone);
    await page.goBack();
    await page.getByRole('dialog').getByText('Leave without saving?').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Gildong Default' }).waitFor();
    await page.locator('main:focus').waitFor();
    await window.tabTo('Delete');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await window.tabTo('Delete');
    await page.keyboard.press('Enter');
    await page.getByText('You have no addresses yet').waitFor();
    expect(await page.evaluate<string>('document.activeElement?.textContent')).toBe('Addresses');
  });

  it('has an address book that is changed, says when it is full, and has no accessibility violations', async () => {
    const choi = await customerWithAddresses('Choi', { viewport: { width: 360, height: 740 } });
    const { page, window } = choi;
    await page.goto(`${shop.url}/#/addresses`);
    await page.getByRole('button', { name: 'Work (Gildong): make default' }).click();
    await page.getByRole('heading', { name: 'Work (Gildong) Default' }).waitFor();
    await page.getByRole('link', { name: 'Edit Home (Gildong)' }).click();
    await page.getByLabel('Postcode').fill('?');
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('button', { name: '저장' }).click();
    await page.locator('.error', { hasText: '사용할 수 없는 문자가 있어요.' }).waitFor();
    await page.getByLabel('우편번호').fill('03051');
    await page.getByLabel('배송지 이름 (선택)').fill('');
    await page.getByRole('button', { name: '저장' }).click();
    await page.getByText('(03051)').waitFor();
    for (let more = 2; more < 10; more += 1) await addAddress(choi, `${more}`);
    await page.reload();
    await page.getByText('배송지는 10개까지 등록할 수 있어요.').waitFor();
    expect([await window.violations(), await page.evaluate(WIDE)]).toEqual([[], false]);
    await window.screenshot('storefront-addresses-ko', true);
    await page.goto(`${shop.url}/#/addresses/new`);
    await page.getByRole('heading', { name: '새 배송지' }).waitFor();
    await enterAddress(page, 'ko');
    await page.getByRole('button', { name: '저장' }).click();
    await page.getByText('배송지를 더 등록할 수 없어요.').waitFor();
    expect([await window.violations(), await page.evaluate(WIDE)]).toEqual([[], false]);
  });

  it('is paid without any money, which the console says on each page', async () => {
    const { page } = await shop.console();
    await page.locator('aside', { hasText: 'Simulated payments: no money moves.' }).waitFor();
    await page.goto(`${shop.url}/admin/#/payments`);
    await page.getByText('Toss Payments (simulator)').first().waitFor();
    await page.getByRole('button', { name: '한국어' }).click();
    await page.locator('aside', { hasText: '모의 결제예요. 실제 돈은 오가지 않아요.' }).waitFor();
  });

  async function customerWithAddresses(name: string, options: WindowOptions): Promise<PayingCustomer> {
    const customer = await PayingCustomer.of(shop, name, 100_000, options);
    await addAddress(customer, 'Home');
    await addAddress(customer, 'Work', { postcode: '04524', line1: '110 Sejong-daero' });
    return customer;
  }
});

async function addAddress({ api }: PayingCustomer, label: string, contents: Partial<typeof HOME> = {}): Promise<void> {
  const { line2: _none, ...home } = HOME;
  const body = { ...home, recipient: 'Gildong', label, ...contents };
  await answerOf(api.POST('/api/users/me/addresses', { body }));
}

const ENTERED = {
  ko: {
    '받는 분': HOME.recipient,
    '휴대폰 번호': HOME.phone,
    우편번호: HOME.postcode,
    주소: HOME.line1,
    '상세 주소 (선택)': HOME.line2,
  },
  en: {
    Recipient: 'Gildong',
    'Phone number': HOME.phone,
    Postcode: HOME.postcode,
    Address: '152 Teheran-ro',
  },
};

async function enterAddress(page: Page, language: keyof typeof ENTERED): Promise<void> {
  for (const [label, text] of Object.entries(ENTERED[language]))
    await page.getByLabel(label, { exact: true }).fill(text);
}

/** Requests the return of so many of two rugs. */
async function returnRugs(page: Page, units: number, paidBack: string): Promise<void> {
  await page.getByRole('button', { name: 'Return items' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Rug', { exact: false }).first().waitFor();
  for (let pressed = 0; pressed < units; pressed += 1)
    await dialog.getByRole('button', { name: 'Increase quantity: Rug' }).click();
  await dialog.getByText(paidBack).waitFor();
  await dialog.getByRole('button', { name: 'Request return' }).click();
  await page.getByText(`To be refunded: ${paidBack}`).waitFor();
}

/** The page learns nothing new of its order until the function that this returns is called. */
async function holdUpdates(page: Page): Promise<() => void> {
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/api/delivery/*', async (route) => {
    await held;
    await route.continue();
  });
  return () => go();
}
