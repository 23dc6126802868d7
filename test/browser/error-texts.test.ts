import type { Page } from 'playwright-core';
import { describeInBrowser } from './support/browser';
import { BrowserShop } from './support/browser-shop';

describeInBrowser('an error on a Korean page', () => {
  let shop: BrowserShop;
  let page: Page;

  beforeAll(async () => {
    shop = await BrowserShop.open();
    await shop.signUp('Kim');
    ({ page } = await shop.browser.window());
    await page.goto(`${shop.url}/#/sign-in`);
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByRole('button', { name: '아직 회원이 아니신가요? 회원가입' }).click();
  });
  afterAll(() => shop.close());

  it.each([
    ['이메일', '', '필수 항목이에요. 입력해 주세요.'],
    ['이메일', 'kim', '올바른 이메일 주소를 입력해 주세요.'],
    ['이메일', 'kim@example', '올바른 이메일 주소를 입력해 주세요.'],
    ['이메일', 'kim@example.com', '이미 가입된 이메일이에요.'],
    ['이름', '', '필수 항목이에요. 입력해 주세요.'],
    ['이름', '\u200b', '보이는 글자를 입력해 주세요.'],
    ['비밀번호', '', '필수 항목이에요. 입력해 주세요.'],
    ['비밀번호', 'short1', '영문과 숫자를 포함해 8자 이상 72자 이하로 입력해 주세요.'],
    ['비밀번호', 'lettersalone', '영문과 숫자를 포함해 8자 이상 72자 이하로 입력해 주세요.'],
  ])('says in Korean what is wrong with a new account if %s is "%s"', async (label, value, text) => {
    const account = { 이메일: 'new@example.com', 이름: '홍길동', 비밀번호: 'password123', [label]: value };
    for (const [name, entered] of Object.entries(account)) await page.getByLabel(name).fill(entered);
    await page.getByRole('button', { name: '회원가입', exact: true }).click();
    await page.locator('.error', { hasText: text }).waitFor();
    const errors = await page.locator('.error').allInnerTexts();
    expect(errors.join(' ')).not.toMatch(/[a-z]{2}/i);
  });

  it('gives the focus to the first field that is wrong', async () => {
    for (const name of ['이메일', '이름', '비밀번호']) await page.getByLabel(name).fill('');
    await page.getByRole('button', { name: '회원가입', exact: true }).click();
    expect(await page.locator('.field .error').count()).toBe(3);
    expect(await page.locator(':focus').getAttribute('type')).toBe('email');
  });
});
