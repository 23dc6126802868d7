import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { IdempotentRequest } from '../../api/idempotency';
import { fieldErrors } from '../../api/error-messages';
import { useAction } from '../../api/action';
import { shop } from '../../api/shop';
import type { Order, Payment } from '../../api/views';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Dialog } from '../../ui/dialog';
import { Field, FieldError } from '../../ui/field';
import { InlineError } from '../../ui/notices';
import { QuantityStepper } from '../../ui/quantity-stepper';
import { useValidity } from '../../ui/validity';
import { paidBackText } from './paid-back';
import { paidBackFor, type ReturnableLine } from './returnable';

const messages = translations({
  ko: {
    title: '반품 신청',
    which: '반품할 수량을 선택해 주세요.',
    of: (number: string) => `최대 ${number}개`,
    reason: '반품 사유 (선택)',
    amount: '환불 예정',
    none: '반품할 상품의 수량을 선택해 주세요.',
    how: '돌아온 상품을 확인한 뒤 결제한 수단과 포인트로 돌려드려요. 사용한 쿠폰은 다시 쓸 수 없어요.',
    nothing: '결제한 금액이 없는 상품이에요.',
    close: '닫기',
    request: '반품 신청하기',
  },
  en: {
    title: 'Return items',
    which: 'Choose how many of each you return.',
    of: (number: string) => `Up to ${number}`,
    reason: 'Reason (optional)',
    amount: 'To be refunded',
    none: 'Choose at least one item.',
    how: 'Once we have checked your items, you get back what you paid for them, money and points. A coupon cannot be used again.',
    nothing: 'Nothing was paid for these items.',
    close: 'Close',
    request: 'Request return',
  },
});

interface ReturnDialogProperties {
  readonly order: Order;
  readonly payment: Payment | null;
  readonly lines: readonly ReturnableLine[];
  readonly onClose: () => void;
  readonly onRequested: () => void;
}

/** Asks which units are sent back, and says what is paid back for them before they are. */
export function ReturnDialog({ order, payment, lines, onClose, onRequested }: ReturnDialogProperties): JSX.Element {
  const [entered, setEntered] = useState<ReadonlyMap<number, string>>(() => atFirst(lines));
  const [reason, setReason] = useState('');
  const [isNoneRefused, setNoneRefused] = useState(false);
  const { busy, failure, perform } = useAction();
  const request = useRef(new IdempotentRequest()).current;
  const units = new Map(lines.map((line) => [line.productId, unitsOf(line, entered.get(line.productId))]));
  const items = [...units]
    .filter(([, quantity]) => quantity > 0)
    .map(([productId, quantity]) => ({ productId, quantity }));
  const send = async (): Promise<void> => {
    const text = reason.trim();
    const body = { items, ...(text !== '' && { reason: text }) };
    await request.send([order.orderId, body], ({ key }) => {
      const params = { path: { orderId: order.orderId }, header: { 'Idempotency-Key': key } };
      return answerOf(shop.api.PUT('/api/orders/{orderId}/return', { params, body }));
    });
  };
  const submit = async (): Promise<void> => {
    if (items.length === 0) return setNoneRefused(true);
    const isDone = await perform(send);
    // Also after a refusal: what can be returned has changed.
    onRequested();
    if (isDone) onClose();
  };
  return (
    <Dialog title={messages.title} onClose={onClose}>
      <form
        class="return-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <p>{messages.which}</p>
        {lines.map((line) => (
          <Units
            key={line.productId}
            line={line}
            value={entered.get(line.productId) ?? '0'}
            onValue={(value) => {
              setNoneRefused(false);
              setEntered(new Map(entered).set(line.productId, value));
            }}
          />
        ))}
        <Field
          label={messages.reason}
          lines={3}
          maxLength={500}
          value={reason}
          onValue={setReason}
          error={fieldErrors(failure).get('reason')}
        />
        {order.amountDue !== undefined && items.length > 0 && (
          <p class="pays-back" role="status">
            {messages.amount} <strong>{paidBackText(paidBackFor(lines, units), payment) ?? messages.nothing}</strong>
          </p>
        )}
        {order.amountDue !== undefined && <p class="hint">{messages.how}</p>}
        {isNoneRefused && (
          <p class="error" role="alert">
            {messages.none}
          </p>
        )}
        <InlineError error={failure} />
        <div class="button-row">
          <button type="button" onClick={onClose}>
            {messages.close}
          </button>
          <button type="submit" class="primary" aria-disabled={busy}>
            {messages.request}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** One unit, if there is only one line; of several lines the buyer chooses. */
function atFirst(lines: readonly ReturnableLine[]): ReadonlyMap<number, string> {
  return new Map(lines.map(({ productId }) => [productId, lines.length === 1 ? '1' : '0']));
}

/** What is entered, within what can be returned. */
function unitsOf({ quantity, returned }: ReturnableLine, entered = '0'): number {
  return Math.min(quantity - returned, Math.max(0, Math.trunc(Number(entered)) || 0));
}

interface UnitsProperties {
  readonly line: ReturnableLine;
  readonly value: string;
  readonly onValue: (value: string) => void;
}

function Units({ line, value, onValue }: UnitsProperties): JSX.Element {
  const { productName, quantity, returned } = line;
  const id = useId();
  const validity = useValidity();
  const most = quantity - returned;
  return (
    <div class="return-units">
      <label for={id}>
        {productName} <small class="hint">{messages.of(count(most))}</small>
      </label>
      <QuantityStepper
        id={id}
        value={value}
        onValue={onValue}
        validity={validity}
        of={productName}
        least={0}
        most={most}
      />
      <FieldError id={id} error={validity.error} />
    </div>
  );
}
