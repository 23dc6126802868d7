import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAsked } from '../../ground/asking';
import { Confirmation } from '../../ground/confirmation';
import { Field } from '../../ground/field';
import { count } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { Empty } from '../../ground/notices';
import { goTo } from '../../ground/route';
import { shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { Answer } from '../../ground/answer';
import { withOffset } from '../new-deal/local-time';
import { PageHeading } from '../page-heading';
import { eventName } from './event-names';
import { WebhookLog } from './webhook-log';

const said = wordsOf({
  ko: {
    webhook: (id: number) => `웹훅 ${id}`,
    gone: '웹훅을 찾을 수 없어요',
    again: '지난 이벤트 다시 보내기',
    againWhy: '이 시각 이후에 발생해 기록에 남은 이벤트를 모두 다시 보내요.',
    since: '시작 시각',
    replayed: (many: string) => `이벤트 ${many}건을 다시 보내고 있어요.`,
    remove: '웹훅 삭제',
    removeWhy: (url: string) =>
      `${url} 주소로 더 이상 이벤트를 보내지 않아요. 대기 중인 이벤트도 삭제돼요. 되돌릴 수 없어요.`,
    removed: '웹훅을 삭제했어요.',
  },
  en: {
    webhook: (id: number) => `Webhook ${id}`,
    gone: 'Webhook not found',
    again: 'Resend past events',
    againWhy: 'Resends all logged events that occurred since this time.',
    since: 'Since',
    replayed: (many: string) => `Events being resent: ${many}`,
    remove: 'Delete webhook',
    removeWhy: (url: string) =>
      `${url} will receive no more events, including those still waiting. This cannot be undone.`,
    removed: 'Webhook deleted.',
  },
});

const MOST = 100;
type Asking = 'nothing' | 'replay' | 'removal';

export function WebhookPage({ webhookId }: { readonly webhookId: number }): JSX.Element {
  const [asking, ask] = useState<Asking>('nothing');
  const [replays, setReplays] = useState(0);
  const all = useAsked(async () => {
    const query = { limit: MOST };
    return (await answerOf(shop.api.GET('/api/admin/webhooks', { params: { query } }))).items;
  }, [webhookId]);
  const webhook = all.value?.find((one) => one.webhookId === webhookId);
  const close = (): void => ask('nothing');
  return (
    <>
      <PageHeading title={said.webhook(webhookId)}>
        {webhook !== undefined && (
          <div class="choices">
            <button type="button" onClick={() => ask('replay')}>
              {said.again}
            </button>
            <button type="button" onClick={() => ask('removal')}>
              {said.remove}
            </button>
          </div>
        )}
      </PageHeading>
      <Answer to={all}>
        {() =>
          webhook === undefined ? (
            <Empty>{said.gone}</Empty>
          ) : (
            <>
              <p>
                <strong>{webhook.url}</strong>
                <br />
                <span class="hint">{webhook.eventTypes.map(eventName).join(', ')}</span>
              </p>
              <WebhookLog key={replays} webhookId={webhookId} />
            </>
          )
        }
      </Answer>
      {asking === 'replay' && (
        <Replay webhookId={webhookId} onClose={close} onReplayed={() => setReplays(replays + 1)} />
      )}
      {asking === 'removal' && <Removal webhookId={webhookId} url={webhook?.url ?? ''} onClose={close} />}
    </>
  );
}

interface AskedProperties {
  readonly webhookId: number;
  readonly onClose: () => void;
}

function Replay({
  webhookId,
  onClose,
  onReplayed,
}: AskedProperties & { readonly onReplayed: () => void }): JSX.Element {
  const [since, setSince] = useState('');
  const replay = async (): Promise<void> => {
    let all = 0;
    // One request looks through a part of the log.
    for (let after: number | null = 0; after !== null;) {
      const { replayed, next }: { replayed: number; next: number | null } = await answerOf(
        shop.api.POST('/api/admin/webhooks/{webhookId}/replay', {
          params: { path: { webhookId }, query: { after } },
          body: { since: withOffset(since) },
        }),
      );
      all += replayed;
      after = next;
    }
    toast(said.replayed(count(all)));
    onReplayed();
  };
  return (
    <Confirmation title={said.again} action={said.again} onClose={onClose} onConfirm={replay}>
      <p>{said.againWhy}</p>
      <Field label={said.since} type="datetime-local" required value={since} onValue={setSince} />
    </Confirmation>
  );
}

function Removal({ webhookId, url, onClose }: AskedProperties & { readonly url: string }): JSX.Element {
  const remove = async (): Promise<void> => {
    const params = { path: { webhookId } };
    await answerOf(shop.api.DELETE('/api/admin/webhooks/{webhookId}', { params }));
    toast(said.removed);
    goTo('/webhooks');
  };
  return (
    <Confirmation title={said.remove} action={said.remove} onClose={onClose} onConfirm={remove}>
      <p>{said.removeWhy(url)}</p>
    </Confirmation>
  );
}
