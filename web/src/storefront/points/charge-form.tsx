import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { errorMessage, fieldErrors } from '../../api/error-messages';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { route } from '../../navigation/route';
import { Field } from '../../ui/field';
import { charge, type Charge, chargePoints, isCharging, submitCharge } from './point-charge';

const messages = translations({
  ko: {
    title: '포인트 충전',
    amount: '충전할 포인트',
    hint: '1,000포인트부터 1,000,000포인트까지 충전할 수 있어요. 모두 5,000,000포인트까지 가질 수 있어요.',
    quick: '자주 쓰는 금액',
    unit: '포인트',
    charge: '충전하기',
    charging: '충전하고 있어요…',
    busy: '접속자가 많아 충전을 다시 보내고 있어요. 여러 번 보내도 한 번만 충전돼요.',
    offline: '인터넷이 끊겼어요. 연결되면 충전을 다시 보낼게요. 여러 번 보내도 한 번만 충전돼요.',
    unknown: (number: string) => `${number}포인트가 충전됐는지 확인하지 못했어요. 다시 보내도 한 번만 충전돼요.`,
    again: '충전 다시 보내기',
    done: (number: string) => `${number}포인트를 충전했어요.`,
    back: '결제하던 곳으로 돌아가기',
  },
  en: {
    title: 'Charge points',
    amount: 'Points to charge',
    hint: 'From 1,000 to 1,000,000 points. You can have up to 5,000,000 points.',
    quick: 'Common amounts',
    unit: ' points',
    charge: 'Charge',
    charging: 'Charging…',
    busy: 'The shop is busy. We are sending your request again; the points will only be charged once.',
    offline: 'You are offline. Your request will be sent again when you are back; it is only charged once.',
    unknown: (number: string) =>
      `We could not confirm the charge of ${number} points. You can safely try again; it is only charged once.`,
    again: 'Try again',
    done: (number: string) => `${number} points were added.`,
    back: 'Back to your payment',
  },
});

const LEAST = 1_000;
const AMOUNTS = [10_000, 30_000, 50_000, 100_000];

/** Opened with an amount where points were missing to pay, and with the address of the page to go back to. */
export function ChargeForm({ onCharged }: { readonly onCharged: () => void }): JSX.Element {
  const wanted = Number(route.value.query.get('charge'));
  const [amount, setAmount] = useState(wanted > 0 ? String(Math.max(LEAST, wanted)) : '');
  const state = charge.value;
  const isDisabled = isCharging(state);
  const error = state.step === 'refused' ? fieldErrors(state.error).get('chargeAmount') : undefined;
  useEffect(() => {
    // What became of an earlier charge was said when it was made.
    if (!isCharging(charge.peek())) charge.value = { step: 'none' };
  }, []);
  useEffect(() => {
    if (state.step === 'answered') onCharged();
  }, [state.step]);
  return (
    <form
      class="card charge"
      aria-labelledby="charge-title"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isDisabled) chargePoints(Number(amount));
      }}
    >
      <h2 id="charge-title">{messages.title}</h2>
      <Field
        label={messages.amount}
        type="number"
        required
        value={amount}
        onValue={setAmount}
        hint={messages.hint}
        {...(error !== undefined && { error })}
      />
      <div class="amounts" role="group" aria-label={messages.quick}>
        {AMOUNTS.map((number) => (
          <button key={number} type="button" onClick={() => setAmount(String(number))}>
            {count(number)}
            <span class="visually-hidden">{messages.unit}</span>
          </button>
        ))}
      </div>
      <button type="submit" class="primary" aria-disabled={isDisabled}>
        {state.step === 'sending' ? messages.charging : messages.charge}
      </button>
      <ChargeResult state={state} />
    </form>
  );
}

function ChargeResult({ state }: { readonly state: Charge }): JSX.Element {
  const next = route.value.query.get('next');
  const tone = { answered: 'success', refused: 'error' }[state.step as string] ?? '';
  const text = sentence(state);
  return (
    <div role="status" class={`charge-result ${tone}`}>
      {text !== undefined && <p>{text}</p>}
      {state.step === 'unknown' && (
        <button type="button" onClick={() => submitCharge(state.attempt)}>
          {messages.again}
        </button>
      )}
      {state.step === 'answered' && next !== null && next.startsWith('/') && (
        <a class="button" href={`#${next}`}>
          {messages.back}
        </a>
      )}
    </div>
  );
}

function sentence(state: Charge): string | undefined {
  switch (state.step) {
    case 'retrying':
      return state.reason.kind === 'busy' ? messages.busy : messages.offline;
    case 'unknown':
      return messages.unknown(count(state.attempt.amount));
    case 'answered':
      return messages.done(count(state.attempt.amount));
    case 'refused':
      return errorMessage(state.error);
    default:
      return undefined;
  }
}
