export type Text = readonly [korean: string, english: string];
export type Texts = Readonly<Record<string, Text>>;

export const INVALID: Text = ['입력한 내용을 확인해 주세요.', 'Please check what you entered.'];

/** By the `rule` that a field breaks; also for what the browser finds before a form is sent. */
export const RULE_TEXTS: Texts = {
  REQUIRED: ['필수 항목이에요. 입력해 주세요.', 'Please fill in this field.'],
  UNKNOWN_FIELD: ['보낼 수 없는 항목이에요.', 'This field cannot be sent.'],
  WRONG_TYPE: ['입력 형식을 확인해 주세요.', 'Please check the format.'],
  GIVEN_TWICE: ['한 번만 입력해 주세요.', 'Please enter this only once.'],
  TOO_SHORT: ['조금 더 길게 입력해 주세요.', 'Please enter more characters.'],
  TOO_LONG: ['너무 길어요. 줄여서 입력해 주세요.', 'This is too long. Please shorten it.'],
  NO_VISIBLE_CHARACTER: ['보이는 글자를 입력해 주세요.', 'Please enter characters that can be seen.'],
  INVALID_CHARACTER: ['사용할 수 없는 문자가 있어요.', 'This contains a character that is not allowed.'],
  NOT_AN_INTEGER: ['정수를 입력해 주세요.', 'Please enter a whole number.'],
  TOO_SMALL: ['값이 너무 작아요.', 'This value is too low.'],
  TOO_LARGE: ['값이 너무 커요.', 'This value is too high.'],
  NOT_AN_ID: ['올바른 번호를 입력해 주세요.', 'Please enter a valid number.'],
  NOT_A_CHOICE: ['목록에서 선택해 주세요.', 'Please choose from the list.'],
  NOT_AN_EMAIL: ['올바른 이메일 주소를 입력해 주세요.', 'Please enter a valid e-mail address.'],
  WEAK_PASSWORD: ['영문과 숫자를 모두 포함해 주세요.', 'Please include a letter and a number.'],
  NOT_A_URL: [
    'http:// 또는 https://로 시작하는 주소를 입력해 주세요.',
    'Please enter an address that starts with http:// or https://.',
  ],
  URL_NOT_ALLOWED: ['사용할 수 없는 주소예요.', 'This address is not allowed.'],
  NOT_A_TIME: ['올바른 날짜와 시각을 입력해 주세요.', 'Please enter a valid date and time.'],
  NOT_A_DATE: ['올바른 날짜를 입력해 주세요.', 'Please enter a valid date.'],
  TOO_EARLY: ['더 늦은 시각을 입력해 주세요.', 'Please enter a later time.'],
  TOO_LATE: ['더 이른 시각을 입력해 주세요.', 'Please enter an earlier time.'],
  CONFLICTING_FIELD: ['함께 입력할 수 없는 항목이 있어요.', 'This cannot be combined with another field.'],
  NOT_A_CURSOR: ['목록이 바뀌었어요. 새로고침해 주세요.', 'The list has changed. Please reload it.'],
  TOO_MANY: ['항목이 너무 많아요.', 'There are too many entries.'],
  TOO_DEEP: INVALID,
  DUPLICATE: ['같은 항목이 두 번 있어요.', 'The same entry is there twice.'],
};

/** Rules that the texts of a field, which name its limits, explain better than the texts of the rules. */
export const RULES_OF_LIMITS: ReadonlySet<string> = new Set([
  'REQUIRED',
  'WRONG_TYPE',
  'TOO_SHORT',
  'TOO_LONG',
  'NOT_AN_INTEGER',
  'TOO_SMALL',
  'TOO_LARGE',
  'NOT_A_CHOICE',
  'NOT_AN_EMAIL',
  'WEAK_PASSWORD',
  'NOT_A_URL',
  'NOT_A_TIME',
  'TOO_MANY',
]);

const URL_TEXT: Text = [
  'http:// 또는 https://로 시작하는 2,048자 이하의 주소를 입력해 주세요.',
  'Enter an http:// or https:// address of up to 2,048 characters.',
];

/** By the name of a field. */
export const FIELD_TEXTS: Texts = {
  email: ['올바른 이메일 주소를 입력해 주세요.', 'Enter a valid e-mail address.'],
  name: ['이름을 1자 이상 50자 이하로 입력해 주세요.', 'Enter a name of 1 to 50 characters.'],
  password: [
    '영문과 숫자를 포함해 8자 이상 72자 이하로 입력해 주세요.',
    'Use 8 to 72 characters, including a letter and a number.',
  ],
  productName: ['1자 이상 200자 이하로 입력해 주세요.', 'Enter 1 to 200 characters.'],
  productDescription: ['1자 이상 1,000자 이하로 입력해 주세요.', 'Enter 1 to 1,000 characters.'],
  productPrice: ['1원 이상 100억 원 이하로 입력해 주세요.', 'Enter a whole number from 1 to 10,000,000,000.'],
  productImageUrl: URL_TEXT,
  productCategory: ['카테고리를 선택해 주세요.', 'Choose a category.'],
  quantity: ['0 이상 10억 이하의 정수를 입력해 주세요.', 'Enter a whole number from 0 to 1,000,000,000.'],
  eventName: ['이름을 1자 이상 100자 이하로 입력해 주세요.', 'Enter a name of 1 to 100 characters.'],
  bannerUrl: URL_TEXT,
  eventDiscount: ['1%부터 99%까지 입력할 수 있어요.', 'Enter a discount from 1 to 99%.'],
  eventDuration: ['1일부터 365일까지 입력할 수 있어요.', 'Enter a duration from 1 to 365 days.'],
  startEventTime: ['올바른 시작 시각을 입력해 주세요.', 'Enter a valid start time.'],
  endEventTime: ['시작 시각보다 늦은 종료 시각을 입력해 주세요.', 'Enter an end time after the start.'],
  productIds: ['상품을 1개 이상 10,000개 이하로 선택해 주세요.', 'Choose 1 to 10,000 products.'],
  url: URL_TEXT,
  usePoints: ['주문 금액까지 사용할 수 있어요.', 'Use at most the price of the order.'],
  note: ['메모를 1자 이상 500자 이하로 입력해 주세요.', 'Enter a note of 1 to 500 characters.'],
  bank: ['은행을 선택해 주세요.', 'Choose your bank.'],
  accountNumber: [
    '계좌번호를 숫자 6자리 이상 20자리 이하로 입력해 주세요.',
    'Enter an account number of 6 to 20 digits.',
  ],
  holderName: ['예금주를 1자 이상 60자 이하로 입력해 주세요.', 'Enter a name of 1 to 60 characters.'],
  recipient: ['받는 분을 1자 이상 100자 이하로 입력해 주세요.', 'Enter a recipient of 1 to 100 characters.'],
  phone: [
    '010-1234-5678처럼 숫자 7자리에서 15자리까지의 전화번호를 입력해 주세요.',
    'Enter a phone number of 7 to 15 digits, such as 010-1234-5678.',
  ],
  postcode: ['06236처럼 우편번호를 입력해 주세요.', 'Enter a postcode, such as 06236.'],
  line1: ['주소를 1자 이상 200자 이하로 입력해 주세요.', 'Enter an address of 1 to 200 characters.'],
  line2: ['상세 주소를 200자 이하로 입력해 주세요.', 'Enter at most 200 characters.'],
  label: ['배송지 이름을 50자 이하로 입력해 주세요.', 'Enter a name of at most 50 characters.'],
  reason: ['사유를 500자 이하로 입력해 주세요.', 'Enter at most 500 characters.'],
  trackingNumber: [
    '운송장 번호를 영문, 숫자, 붙임표(-)로 40자까지 입력해 주세요.',
    'Enter a tracking number of up to 40 letters, digits and hyphens.',
  ],
  courierCompany: ['택배사를 1자 이상 50자 이하로 입력해 주세요.', 'Enter a courier of 1 to 50 characters.'],
  chargeAmount: ['1,000포인트부터 1,000,000포인트까지 충전할 수 있어요.', 'Charge from 1,000 to 1,000,000 points.'],
};
