import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useQuery } from '../../api/query';
import { usePolling, useReconnected } from '../../api/refresh';
import { shop } from '../../api/shop';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { Empty } from '../../ui/notices';
import { QueryView } from '../../ui/query-views';
import { failureName, methodName, providerName } from '../money/payment-words';
import { Properties } from '../ui/properties';
import { HealthHeading } from './health-heading';

type Provider = components['schemas']['PaymentProviderView'];

const messages = translations({
  ko: {
    why: '쇼핑몰에 응답한 서버에서 본 결제사의 상태예요. 연결이 끊긴 결제사로는 잠시 결제할 수 없고, 자동으로 다시 연결해요.',
    none: '사용 중인 결제사가 없어요',
    available: '정상',
    unavailable: '연결 안 됨',
    because: (reason: string) => `사유: ${reason}`,
    state: '상태',
    methods: '결제 수단',
    lastAnswer: '마지막 응답',
    lastFailure: '마지막 오류',
    noAnswer: '아직 없음',
    noFailure: '없음',
    failed: (call: string, reason: string) => `${call}: ${reason}`,
  },
  en: {
    why: 'The payment providers as seen by the server that has answered. While one cannot be reached, customers cannot pay with it; the connection is retried automatically.',
    none: 'This shop uses no payment provider',
    available: 'Working',
    unavailable: 'Not reachable',
    because: (reason: string) => `Reason: ${reason}`,
    state: 'Status',
    methods: 'Payment methods',
    lastAnswer: 'Last answer',
    lastFailure: 'Last error',
    noAnswer: 'none yet',
    noFailure: 'none',
    failed: (call: string, reason: string) => `${call}: ${reason}`,
  },
});

const POLL_MS = 5_000;

/** Whether customers can pay with each provider now, and what went wrong last. */
export function PaymentProvidersPage(): JSX.Element {
  const loaded = useQuery(() => answerOf(shop.api.GET('/api/admin/payment-providers')), []);
  useReconnected(loaded.refetch);
  usePolling(POLL_MS, loaded.refetch);
  return (
    <>
      <HealthHeading view="payment-providers" />
      <p class="hint">{messages.why}</p>
      <QueryView query={loaded}>
        {({ providers }) =>
          providers.length === 0 ? (
            <Empty>{messages.none}</Empty>
          ) : (
            <ul class="stack">
              {providers.map((provider) => (
                <li key={provider.name}>
                  <ProviderCard provider={provider} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryView>
    </>
  );
}

function ProviderCard({ provider }: { readonly provider: Provider }): JSX.Element {
  const { name, methods, available, unavailableReason, lastAnswerAt, lastFailure } = provider;
  const title = providerName(name);
  return (
    <article class={available ? 'card' : 'card attention'} aria-label={title}>
      <h2>{title}</h2>
      {unavailableReason !== null && <p class="danger">{messages.because(unavailableReason)}</p>}
      <Properties
        properties={[
          [
            messages.state,
            <span class={available ? 'success' : 'danger'}>
              {available ? messages.available : messages.unavailable}
            </span>,
          ],
          [messages.methods, methods.map(methodName).join(', ')],
          [messages.lastAnswer, lastAnswerAt === null ? messages.noAnswer : dateTime(lastAnswerAt)],
          [messages.lastFailure, lastFailure === null ? messages.noFailure : <Failure failure={lastFailure} />],
        ]}
      />
    </article>
  );
}

function Failure({ failure }: { readonly failure: NonNullable<Provider['lastFailure']> }): JSX.Element {
  return (
    <>
      {failureName(failure.reason)}
      <small class="hint countdown">
        <span lang="en">{failure.call}</span> · {dateTime(failure.at)}
      </small>
    </>
  );
}
