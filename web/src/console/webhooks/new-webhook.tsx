import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { shop } from '../../api/shop';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import { InlineError } from '../../ui/notices';
import { EVENT_TYPES, eventName, type EventType } from './event-names';

const messages = translations({
  ko: {
    title: '웹훅 등록',
    address: '수신 주소',
    events: '받을 이벤트',
    create: '등록',
    secret: (url: string) => `${url} 서명 비밀 키`,
    once: '지금 한 번만 표시돼요. 안전한 곳에 저장해 주세요.',
    saved: '저장했어요',
  },
  en: {
    title: 'New webhook',
    address: 'Endpoint URL',
    events: 'Events to send',
    create: 'Create webhook',
    secret: (url: string) => `Signing secret for ${url}`,
    once: 'It is shown only once. Store it somewhere safe.',
    saved: 'I have saved it',
  },
});

type NewWebhookView = components['schemas']['NewWebhookView'];

export function NewWebhook({ onCreated }: { readonly onCreated: () => void }): JSX.Element {
  const [url, setUrl] = useState('');
  const [chosen, choose] = useState<readonly EventType[]>([]);
  const [created, setCreated] = useState<NewWebhookView>();
  const { busy, failure, perform } = useAction();
  const create = async (): Promise<void> => {
    const body = { url: url.trim(), eventTypes: EVENT_TYPES.filter((type) => chosen.includes(type)) };
    setCreated(await answerOf(shop.api.POST('/api/admin/webhooks', { body })));
    setUrl('');
    choose([]);
    onCreated();
  };
  return (
    <section>
      <h2>{messages.title}</h2>
      <div role="status">
        {created !== undefined && <Secret webhook={created} onKept={() => setCreated(undefined)} />}
      </div>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void perform(create);
        }}
      >
        <Field
          label={messages.address}
          type="url"
          required
          maxLength={2_048}
          value={url}
          onValue={setUrl}
          error={fieldErrors(failure).get('url')}
        />
        <fieldset class="checkboxes">
          <legend>{messages.events}</legend>
          {EVENT_TYPES.map((type) => (
            <label key={type}>
              <input
                type="checkbox"
                checked={chosen.includes(type)}
                onChange={({ currentTarget }) =>
                  choose(currentTarget.checked ? [...chosen, type] : chosen.filter((one) => one !== type))
                }
              />{' '}
              {eventName(type)}
            </label>
          ))}
        </fieldset>
        <InlineError error={failure} />
        <div class="button-row">
          <button type="submit" class="primary" disabled={chosen.length === 0} aria-disabled={busy}>
            {messages.create}
          </button>
        </div>
      </form>
    </section>
  );
}

function Secret({ webhook, onKept }: { readonly webhook: NewWebhookView; readonly onKept: () => void }): JSX.Element {
  return (
    <div class="card check-summary">
      <h3>{messages.secret(webhook.url)}</h3>
      <pre class="code-block">{webhook.secret}</pre>
      <p class="hint">{messages.once}</p>
      <button type="button" onClick={onKept}>
        {messages.saved}
      </button>
    </div>
  );
}
