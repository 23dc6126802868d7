import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useQuery } from '../../api/query';
import { shop } from '../../api/shop';
import { count } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { goTo } from '../../navigation/route';
import { Confirmation } from '../../ui/dialog';
import { Empty } from '../../ui/notices';
import { QueryView } from '../../ui/query-views';
import { toast } from '../../ui/toasts';
import { instantOf, NO_TIME } from '../ui/entered-time';
import { PageHeading } from '../ui/page-heading';
import { TimeField } from '../ui/time-field';
import { eventName } from './event-names';
import { WebhookDeliveries } from './webhook-deliveries';

const messages = translations({
  ko: {
    webhook: (id: number) => `웹훅 ${id}`,
    gone: '웹훅을 찾을 수 없어요',
    replay: '지난 이벤트 다시 보내기',
    replayWhy: '이 시각 이후에 발생해 기록에 남은 이벤트를 모두 다시 보내요.',
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
    replay: 'Resend past events',
    replayWhy: 'Resends all logged events that occurred since this time.',
    since: 'Since',
    replayed: (many: string) => `Events being resent: ${many}`,
    remove: 'Delete webhook',
    removeWhy: (url: string) =>
      `${url} will receive no more events, including those still waiting. This cannot be undone.`,
    removed: 'Webhook deleted.',
  },
});

const MAX_WEBHOOKS = 100;
type OpenDialog = 'none' | 'replay' | 'removal';

export function WebhookPage({ webhookId }: { readonly webhookId: number }): JSX.Element {
  const [openDialog, setOpenDialog] = useState<OpenDialog>('none');
  const [replays, setReplays] = useState(0);
  const all = useQuery(async () => {
    const query = { limit: MAX_WEBHOOKS };
    return (await answerOf(shop.api.GET('/api/admin/webhooks', { params: { query } }))).items;
  }, [webhookId]);
  const webhook = all.value?.find((one) => one.webhookId === webhookId);
  const close = (): void => setOpenDialog('none');
  return (
    <>
      <PageHeading title={messages.webhook(webhookId)}>
        {webhook !== undefined && (
          <div class="button-row">
            <button type="button" onClick={() => setOpenDialog('replay')}>
              {messages.replay}
            </button>
            <button type="button" onClick={() => setOpenDialog('removal')}>
              {messages.remove}
            </button>
          </div>
        )}
      </PageHeading>
      <QueryView query={all}>
        {() =>
          webhook === undefined ? (
            <Empty>{messages.gone}</Empty>
          ) : (
            <>
              <p>
                <strong>{webhook.url}</strong>
                <br />
                <span class="hint">{webhook.eventTypes.map(eventName).join(', ')}</span>
              </p>
              <WebhookDeliveries key={replays} webhookId={webhookId} />
            </>
          )
        }
      </QueryView>
      {openDialog === 'replay' && (
        <ReplayDialog webhookId={webhookId} onClose={close} onReplayed={() => setReplays(replays + 1)} />
      )}
      {openDialog === 'removal' && <RemovalDialog webhookId={webhookId} url={webhook?.url ?? ''} onClose={close} />}
    </>
  );
}

interface DialogProperties {
  readonly webhookId: number;
  readonly onClose: () => void;
}

function ReplayDialog({
  webhookId,
  onClose,
  onReplayed,
}: DialogProperties & { readonly onReplayed: () => void }): JSX.Element {
  const [since, setSince] = useState(NO_TIME);
  const replay = async (): Promise<void> => {
    const from = instantOf(since);
    if (from === undefined) return;
    let all = 0;
    // Each request replays a part of the log.
    for (let after: number | null = 0; after !== null;) {
      const { replayed, next }: { replayed: number; next: number | null } = await answerOf(
        shop.api.POST('/api/admin/webhooks/{webhookId}/replay', {
          params: { path: { webhookId }, query: { after } },
          body: { since: from },
        }),
      );
      all += replayed;
      after = next;
    }
    toast(messages.replayed(count(all)));
    onReplayed();
  };
  return (
    <Confirmation title={messages.replay} action={messages.replay} onClose={onClose} onConfirm={replay}>
      <p>{messages.replayWhy}</p>
      <TimeField label={messages.since} time={since} onTime={setSince} />
    </Confirmation>
  );
}

function RemovalDialog({ webhookId, url, onClose }: DialogProperties & { readonly url: string }): JSX.Element {
  const remove = async (): Promise<void> => {
    const params = { path: { webhookId } };
    await answerOf(shop.api.DELETE('/api/admin/webhooks/{webhookId}', { params }));
    toast(messages.removed);
    goTo('/webhooks');
  };
  return (
    <Confirmation title={messages.remove} action={messages.remove} onClose={onClose} onConfirm={remove}>
      <p>{messages.removeWhy(url)}</p>
    </Confirmation>
  );
}
