import type { Status } from './books';

export type Language = 'ko' | 'en';

/** [Korean, English] */
const TEXTS = {
  title: ['결제 시뮬레이터', 'Payment simulator'],
  notice: ['시뮬레이터예요. 실제 돈은 움직이지 않아요.', 'This is a simulator. No money moves.'],
  amount: ['결제 금액', 'Amount'],
  order: ['주문', 'Order'],
  pay: ['{amount} 결제하기', 'Pay {amount}'],
  decline: ['한도를 넘은 카드로 결제하기', 'Pay with a card over its limit'],
  declineHint: ['쇼핑몰이 승인을 요청할 때 카드사가 거절해요.', 'The card company declines when the shop confirms.'],
  fail: ['인증에 실패하는 카드로 결제하기', 'Pay with a card that fails authentication'],
  failHint: ['결제하지 못하고 쇼핑몰로 돌아가요.', 'You return to the shop without having paid.'],
  leave: ['결제하지 않고 돌아가기', 'Return without paying'],
  issue: ['가상계좌 받기', 'Get a virtual account'],
  bank: ['은행', 'Bank'],
  accountNumber: ['계좌번호', 'Account number'],
  holder: ['예금주', 'Account holder'],
  due: ['입금 기한', 'Transfer by'],
  deposit: ['{amount} 입금하기', 'Transfer {amount}'],
  bounce: ['은행이 입금을 취소하기', 'Let the bank take the transfer back'],
  back: ['쇼핑몰로 돌아가기', 'Back to the shop'],
  refunded: ['환불한 금액', 'Refunded'],
  state: ['상태', 'State'],
  method: ['결제수단', 'Method'],
  unknown: ['없는 결제예요.', 'There is no such payment.'],
  late: ['입금 기한이 지나서 입금할 수 없어요.', 'The account takes no money any more.'],
  latest: ['최근 결제', 'Latest payments'],
  none: ['아직 결제가 없어요.', 'There are no payments yet.'],
} as const;

const STATES: Readonly<Record<Status, readonly [string, string]>> = {
  READY: ['결제를 기다리고 있어요', 'Waiting for you to pay'],
  IN_PROGRESS: ['쇼핑몰의 승인을 기다리고 있어요', 'Waiting for the shop to confirm'],
  WAITING_FOR_DEPOSIT: ['입금을 기다리고 있어요', 'Waiting for your transfer'],
  DONE: ['결제했어요', 'Paid'],
  CANCELED: ['결제를 취소했어요', 'Cancelled'],
  PARTIAL_CANCELED: ['일부를 환불했어요', 'Partly refunded'],
  ABORTED: ['결제하지 못했어요', 'The payment has failed'],
  EXPIRED: ['결제 시간이 지났어요', 'The payment has expired'],
};

export type Text = keyof typeof TEXTS;

export class PageTexts {
  constructor(readonly language: Language) {}

  /** The language that the reader prefers of the two; Korean by default. */
  static for(acceptLanguage: string | undefined): PageTexts {
    const wanted = (acceptLanguage ?? '')
      .split(',')
      .map((range) => {
        const [tag = '', ...parameters] = range.split(';');
        const quality = parameters.map((parameter) => /^\s*q=([\d.]+)/.exec(parameter)?.[1]).find(Boolean);
        return { language: tag.trim().slice(0, 2).toLowerCase(), quality: Number(quality ?? 1) };
      })
      .filter(({ language }) => language === 'ko' || language === 'en')
      .sort((one, other) => other.quality - one.quality);
    return new PageTexts(wanted[0]?.language === 'en' ? 'en' : 'ko');
  }

  text(name: Text): string {
    return this.chosen(TEXTS[name]);
  }

  state(status: Status): string {
    return this.chosen(STATES[status]);
  }

  /** `40,000원`, `₩40,000` */
  money(amount: number): string {
    const digits = amount.toLocaleString('en');
    return this.language === 'ko' ? `${digits}원` : `₩${digits}`;
  }

  time(at: number): string {
    const options = { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23', timeZone: 'Asia/Seoul' } as const;
    return new Intl.DateTimeFormat(this.language, options).format(at);
  }

  private chosen([korean, english]: readonly [string, string]): string {
    return this.language === 'ko' ? korean : english;
  }
}
