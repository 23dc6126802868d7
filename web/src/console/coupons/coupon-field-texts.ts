import type { Texts } from '../../api/field-texts';

/** By the name of a field, whose limits differ from those of other forms. */
export const COUPON_FIELD_TEXTS: Texts = {
  name: ['쿠폰명을 1자 이상 100자 이하로 입력해 주세요.', 'Enter a name of 1 to 100 characters.'],
  discountValue: [
    '할인율은 1~100%, 할인 금액은 1원~100억 원까지 입력할 수 있어요.',
    'Enter 1 to 100%, or an amount from ₩1 to ₩10,000,000,000.',
  ],
  maxDiscount: ['0원 이상 1,000조 원 이하로 입력해 주세요.', 'Enter an amount from ₩0 to ₩1,000,000,000,000,000.'],
  minOrderPrice: ['0원 이상 1,000조 원 이하로 입력해 주세요.', 'Enter an amount from ₩0 to ₩1,000,000,000,000,000.'],
  quantity: ['1장 이상 1,000만 장 이하로 입력해 주세요.', 'Enter a whole number from 1 to 10,000,000.'],
  validDays: ['1일 이상 3,650일 이하로 입력해 주세요.', 'Enter 1 to 3,650 days.'],
  issueStartTime: ['올바른 발급 시작 시각을 입력해 주세요.', 'Enter a valid time.'],
  issueEndTime: ['발급 시작보다 늦은 시각을 입력해 주세요.', 'Enter a time after issuing starts.'],
  validUntil: ['발급 종료보다 이르지 않은 시각을 입력해 주세요.', 'Enter a time that is not before issuing ends.'],
};
