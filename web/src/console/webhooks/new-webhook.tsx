import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAttempt } from '../../ground/attempt';
import { faults } from '../../ground/failures';
import { Field } from '../../ground/field';
import { wordsOf } from '../../ground/language';
import { Refusal } from '../../ground/notices';
import { shop } from '../../ground/shop';
import { EVENT_TYPES, eventName, type EventType } from './event-names';

const said = wordsOf({
  ko: {
    title: '웹훅 등록',
    address: '수신 주소',
    events: '받을 이벤트',
    create: '등록',
    secret: (url: string) => `${url} 서명 비밀 키`,
    once: '지금 한 번만 표시돼요. 안전한 곳에 저장해 주세요.',
    kept: '저장했어요',
  },
  en: {
    title: 'New webhook',
    address: 'Endpoint URL',
    events: 'Events to send',
    create: 'Create webhook',
    secret: (url: string) => `Signing secret for ${url}`,
    once: 'It is shown only once. Store it somewhere safe.',
    kept: 'I have saved it',
  },
});

type NewWebhookView = components['schemas']['NewWebhookView'];

export function NewWebhook({ onCreated }: { readonly onCreated: () => void }): JSX.Element {
  const [url, setUrl] = useState('');
  const [chosen, choose] = useState<readonly EventType[]>([]);
  const [created, setCreated] = useState<NewWebhookView>();
  const { busy, failure, attempt } = useAttempt();
  const create = async (): Promise<void> => {
    const body = { url: url.trim(), eventTypes: EVENT_TYPES.filter((type) => chosen.includes(type)) };
    setCreated(await answerOf(shop.api.POST('/api/admin/webhooks', { body })));
    setUrl('');
    choose([]);
    onCreated();
  };
  return (
    <section>
      <h2>{said.title}</h2>
      <div role="status">
        {created !== undefined && <Secret webhook={created} onKept={() => setCreated(undefined)} />}
      </div>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(create);
        }}
      >
        <Field
          label={said.address}
          type="url"
          required
          maxLength={2_048}
          value={url}
          onValue={setUrl}
          fault={faults(failure).get('url')}
        />
        <fieldset class="checks">
          <legend>{said.events}</legend>
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
        <Refusal of={failure} />
        <div class="choices">
          <button type="submit" class="primary" disabled={busy || chosen.length === 0}>
            {said.create}
          </button>
        </div>
      </form>
    </section>
  );
}

function Secret({ webhook, onKept }: { readonly webhook: NewWebhookView; readonly onKept: () => void }): JSX.Element {
  return (
    <div class="card verdict">
      <h3>{said.secret(webhook.url)}</h3>
      <pre class="readable">{webhook.secret}</pre>
      <p class="hint">{said.once}</p>
      <button type="button" onClick={onKept}>
        {said.kept}
      </button>
    </div>
  );
}
