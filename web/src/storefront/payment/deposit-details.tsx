import type { JSX } from 'preact';
import type { Payment } from '../../api/views';
import { bankName } from '../../i18n/banks';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { CopyButton } from '../../ui/copy-button';

const messages = translations({
  ko: {
    bank: '은행',
    number: '계좌번호',
    holder: '예금주',
    until: '입금 기한',
    copy: '계좌번호 복사',
    notCopied: '복사하지 못했어요. 계좌번호를 길게 눌러 복사해 주세요.',
    how: '결제할 금액을 한 번에 입금해 주세요. 입금이 확인되면 주문이 완료되고, 확인에는 몇 분 걸릴 수 있어요.',
    late: '기한까지 입금하지 않으면 주문이 자동으로 취소되고 계좌가 닫혀요.',
  },
  en: {
    bank: 'Bank',
    number: 'Account number',
    holder: 'Account holder',
    until: 'Transfer by',
    copy: 'Copy account number',
    notCopied: 'It could not be copied. Please select the number and copy it.',
    how: 'Please transfer the whole amount at once. Your order is complete when we see it, which can take some minutes.',
    late: 'Without your transfer by then, the order is cancelled automatically and the account is closed.',
  },
});

/** Where the buyer transfers the money to, and until when. */
export function DepositDetails({ payment }: { readonly payment: Payment }): JSX.Element | null {
  const account = payment.virtualAccount;
  if (account === null) return null;
  const { bank, accountNumber, holderName, dueDate } = account;
  return (
    <div class="deposit">
      <dl>
        <dt>{messages.bank}</dt>
        <dd>{bankName(bank)}</dd>
        <dt>{messages.number}</dt>
        <dd>
          <strong class="account-number">{accountNumber}</strong>
        </dd>
        {holderName !== null && <dt>{messages.holder}</dt>}
        {holderName !== null && <dd>{holderName}</dd>}
        <dt>{messages.until}</dt>
        <dd>
          <time dateTime={dueDate}>{dateTime(dueDate)}</time>
        </dd>
      </dl>
      <p>
        <CopyButton text={accountNumber} label={messages.copy} notCopied={messages.notCopied} />
      </p>
      <p class="hint">{messages.how}</p>
      <p class="hint">{messages.late}</p>
    </div>
  );
}
