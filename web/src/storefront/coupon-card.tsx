import { ShopError } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { errorMessage } from '../api/error-messages';
import type { Coupon } from '../api/views';
import { visitor } from '../auth/session';
import { SignInDialog } from '../auth/sign-in-dialog';
import { count, dateTime } from '../i18n/format';
import { translations } from '../i18n/language';
import { linkTo } from '../navigation/route';
import { type IssueState, useIssue } from './coupon-issue';
import { type CouponPhase, CouponTerms, issuedUntil } from './coupon-terms';
import { Countdown } from './price-and-stock';

const messages = translations({
  ko: {
    window: (start: string, end: string) => `발급 기간 ${start} ~ ${end}`,
    days: (number: string) => `받은 날부터 ${number}일 동안 사용`,
    until: (time: string) => `${time}까지 사용`,
    left: (number: string, all: string) => `${number}장 남음 / ${all}장`,
    opensIn: '시작까지',
    endsIn: '마감까지',
    get: '쿠폰 받기',
    getThis: (name: string) => `쿠폰 받기: ${name}`,
    asking: '쿠폰을 받고 있어요…',
    upcoming: '오픈 예정',
    ended: '발급 종료',
    soldOut: '모두 소진됐어요',
    owned: '받은 쿠폰',
    issued: (time: string) => `쿠폰을 받았어요. ${time}까지 쓸 수 있어요.`,
    already: '이미 받은 쿠폰이에요.',
    startsAt: (time: string) => `아직 받을 수 없어요. ${time}부터 받을 수 있어요.`,
    mine: '내 쿠폰 보기',
    signIn: '로그인하고 쿠폰 받기',
  },
  en: {
    window: (start: string, end: string) => `Available ${start} – ${end}`,
    days: (number: string) => `Valid for ${number} ${number === '1' ? 'day' : 'days'} after you get it`,
    until: (time: string) => `Valid until ${time}`,
    left: (number: string, all: string) => `${number} of ${all} left`,
    opensIn: 'Starts in',
    endsIn: 'Ends in',
    get: 'Get coupon',
    getThis: (name: string) => `Get coupon: ${name}`,
    asking: 'Getting your coupon…',
    upcoming: 'Coming soon',
    ended: 'Ended',
    soldOut: 'None left',
    owned: 'Yours',
    issued: (time: string) => `The coupon is yours. Use it until ${time}.`,
    already: 'You already have this coupon.',
    startsAt: (time: string) => `Not available yet. You can get it from ${time}.`,
    mine: 'View my coupons',
    signIn: 'Sign in to get the coupon',
  },
});

interface CouponCardProperties {
  readonly coupon: Coupon;
  readonly phase: CouponPhase;
  /** known to be the visitor's */
  readonly isOwned: boolean;
  /** after the shop has answered a request for the coupon */
  readonly onAnswer: () => void;
}

export function CouponCard({ coupon, phase, isOwned, onAnswer }: CouponCardProperties): JSX.Element {
  const { couponId, name, issueStartTime, validDays, validUntil } = coupon;
  const end = issuedUntil(coupon);
  const { state, ask } = useIssue(couponId);
  const [isSigningIn, setSigningIn] = useState(false);
  const get = (): void => void ask().then(onAnswer);
  return (
    <li class="coupon card">
      <h3>{name}</h3>
      <CouponTerms terms={coupon} />
      <p class="hint">
        {validUntil === null ? messages.days(count(validDays ?? 0)) : messages.until(dateTime(validUntil))}
      </p>
      <p class="hint">{messages.window(dateTime(issueStartTime), dateTime(end))}</p>
      <Left coupon={coupon} />
      <p class="phase">
        {phase === 'upcoming' && <Countdown label={messages.opensIn} until={issueStartTime} />}
        {phase === 'active' && <Countdown label={messages.endsIn} until={end} />}
        {phase === 'ended' && messages.ended}
      </p>
      <GetButton
        coupon={coupon}
        phase={phase}
        isOwned={isOwned || state.step === 'issued' || state.step === 'owned'}
        isAsking={state.step === 'asking'}
        onClick={() => (visitor.value === 'guest' ? setSigningIn(true) : get())}
      />
      <IssueResult state={state} />
      {isSigningIn && <SignInDialog title={messages.signIn} onClose={() => setSigningIn(false)} onSignedIn={get} />}
    </li>
  );
}

function Left({ coupon: { quantity, remaining } }: { readonly coupon: Coupon }): JSX.Element {
  return (
    <div class="left">
      <progress max={quantity} value={remaining} aria-hidden="true" />
      <span>{remaining === 0 ? messages.soldOut : messages.left(count(remaining), count(quantity))}</span>
    </div>
  );
}

interface GetButtonProperties {
  readonly coupon: Coupon;
  readonly phase: CouponPhase;
  readonly isOwned: boolean;
  readonly isAsking: boolean;
  readonly onClick: () => void;
}

/** `aria-disabled`, because `disabled` would take the focus away while the visitor waits for the start. */
function GetButton({ coupon, phase, isOwned, isAsking, onClick }: GetButtonProperties): JSX.Element {
  const isOpen = phase === 'active' && coupon.remaining > 0 && !isOwned;
  const isDisabled = !isOpen || isAsking;
  let text = phase === 'active' && coupon.remaining === 0 ? messages.soldOut : messages.get;
  if (phase !== 'active') text = messages[phase];
  if (isOwned) text = messages.owned;
  if (isAsking) text = messages.asking;
  return (
    <button
      type="button"
      class={isOwned ? 'get' : 'get primary'}
      aria-label={isOpen && !isAsking ? messages.getThis(coupon.name) : `${text}: ${coupon.name}`}
      aria-disabled={isDisabled}
      onClick={() => isDisabled || onClick()}
    >
      {text}
    </button>
  );
}

/** Gets the focus when the shop has answered. */
function IssueResult({ state }: { readonly state: IssueState }): JSX.Element | null {
  const result = useRef<HTMLParagraphElement>(null);
  const isAnswered = state.step !== 'none' && state.step !== 'asking';
  useEffect(() => {
    if (isAnswered) result.current?.focus();
  }, [state]);
  if (!isAnswered) return null;
  return (
    <p ref={result} class={state.step === 'refused' ? 'result error' : 'result success'} tabIndex={-1}>
      {sentence(state)} {state.step !== 'refused' && <a href={linkTo('/coupons/mine')}>{messages.mine}</a>}
    </p>
  );
}

function sentence(state: IssueState): string {
  if (state.step === 'issued') return messages.issued(dateTime(state.coupon.expiresAt));
  if (state.step !== 'refused') return messages.already;
  const startsAt = state.error instanceof ShopError ? state.error.about('COUPON_NOT_STARTED')?.startsAt : undefined;
  return startsAt === undefined ? errorMessage(state.error) : messages.startsAt(dateTime(startsAt));
}
