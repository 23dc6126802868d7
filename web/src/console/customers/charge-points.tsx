import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { IdempotentRequest } from '../../api/idempotency';
import { shop } from '../../api/shop';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Confirmation } from '../../ui/dialog';
import { Field } from '../../ui/field';
import { toast } from '../../ui/toasts';
import type { Account } from './customer-table';

const messages = translations({
  ko: {
    amount: '충전할 포인트',
    hint: '한 번에 1,000포인트부터 1,000,000포인트까지 충전할 수 있어요.',
    charge: '포인트 충전',
    title: (points: string) => `${points}포인트를 충전할까요?`,
    why: (name: string, points: string) => `${name} 고객에게 ${points}포인트를 지급해요.`,
    confirm: (points: string) => `${points}포인트 충전`,
    charged: (points: string) => `${points}포인트를 충전했어요.`,
  },
  en: {
    amount: 'Points to charge',
    hint: 'From 1,000 to 1,000,000 points at a time.',
    charge: 'Charge points',
    title: (points: string) => `Charge ${points} points?`,
    why: (name: string, points: string) => `${name} gets ${points} points.`,
    confirm: (points: string) => `Charge ${points} points`,
    charged: (points: string) => `${points} points charged.`,
  },
});

const LEAST = 1_000;
const MOST = 1_000_000;

interface ChargePointsProperties {
  readonly account: Account;
  readonly onCharged: () => void;
}

/** Adds points to those of a customer, after a question that names both. However often it is sent, they are added once. */
export function ChargePoints({ account, onCharged }: ChargePointsProperties): JSX.Element {
  const idempotent = useRef(new IdempotentRequest());
  const [text, setText] = useState('');
  const [asked, ask] = useState<number>();
  const charge = async (chargeAmount: number): Promise<void> => {
    const body = { userId: account.authId, chargeAmount };
    await idempotent.current.send(body, ({ key }) =>
      answerOf(shop.api.POST('/api/points/charge', { params: { header: { 'Idempotency-Key': key } }, body })),
    );
    toast(messages.charged(count(chargeAmount)));
    setText('');
    onCharged();
  };
  return (
    <form
      class="filters"
      onSubmit={(event) => {
        event.preventDefault();
        ask(Number(text));
      }}
    >
      <Field label={messages.amount} type="number" required min={LEAST} max={MOST} value={text} onValue={setText} />
      <button type="submit">{messages.charge}</button>
      <p class="hint">{messages.hint}</p>
      {asked !== undefined && (
        <ChargeDialog account={account} amount={asked} onClose={() => ask(undefined)} onConfirm={() => charge(asked)} />
      )}
    </form>
  );
}

interface ChargeDialogProperties {
  readonly account: Account;
  readonly amount: number;
  readonly onClose: () => void;
  readonly onConfirm: () => Promise<void>;
}

function ChargeDialog({ account, amount, onClose, onConfirm }: ChargeDialogProperties): JSX.Element {
  const points = count(amount);
  const name = account.email === null ? account.name : `${account.name} (${account.email})`;
  return (
    <Confirmation
      title={messages.title(points)}
      action={messages.confirm(points)}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <p>{messages.why(name, points)}</p>
    </Confirmation>
  );
}
