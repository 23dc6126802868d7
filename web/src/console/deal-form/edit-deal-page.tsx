import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { useQuery } from '../../api/query';
import { now, shop } from '../../api/shop';
import { phaseOf } from '../../catalogue/deal-phase';
import { translations } from '../../i18n/language';
import { goTo, linkTo } from '../../navigation/route';
import { Empty, InlineError } from '../../ui/notices';
import { QueryView } from '../../ui/query-views';
import { toast } from '../../ui/toasts';
import { UnsavedChanges } from '../../ui/unsaved-changes';
import { PageHeading } from '../ui/page-heading';
import { AppearanceFields } from './appearance-fields';
import { type ChosenProduct, findProducts, productIdsOfDeal, useProductChoice } from './chosen-products';
import { DealForm } from './deal-form';
import { bodyOf, bodyOfRunning, type DealBody, type DealTerms, termsOf } from './deal-terms';
import { ProductPicker } from './product-picker';

const messages = translations({
  ko: {
    title: '핫딜 수정',
    save: '저장',
    saved: '핫딜을 저장했어요.',
    cancel: '취소',
    running: '진행 중인 핫딜은 이름과 배너만 바꿀 수 있어요.',
    ended: '종료된 핫딜은 수정할 수 없어요.',
  },
  en: {
    title: 'Edit deal',
    save: 'Save',
    saved: 'Deal saved.',
    cancel: 'Cancel',
    running: 'While a deal is on, only its name and banner can be changed.',
    ended: 'A deal that has ended cannot be edited.',
  },
});

interface LoadedDeal {
  readonly deal: components['schemas']['HotDealView'];
  /** also of products that were deleted since */
  readonly productIds: readonly number[];
  readonly products: readonly ChosenProduct[];
}

export function EditDealPage({ eventId }: { readonly eventId: number }): JSX.Element {
  const loaded = useQuery(() => load(eventId), [eventId]);
  return (
    <>
      <PageHeading title={messages.title}>
        <a class="button" href={linkTo(`/deals/${eventId}`)}>
          {messages.cancel}
        </a>
      </PageHeading>
      <QueryView query={loaded}>
        {(value) => {
          const phase = phaseOf(value.deal, now.peek());
          if (phase === 'ended') return <Empty>{messages.ended}</Empty>;
          return phase === 'upcoming' ? <UpcomingDealForm {...value} /> : <RunningDealForm {...value} />;
        }}
      </QueryView>
    </>
  );
}

async function load(eventId: number): Promise<LoadedDeal> {
  const params = { path: { eventId } };
  const deal = await answerOf(shop.api.GET('/api/event/{eventId}', { params }));
  const productIds = await productIdsOfDeal(eventId);
  return { deal, productIds, products: (await findProducts(productIds)).found };
}

async function save(eventId: number, body: DealBody): Promise<void> {
  await answerOf(shop.api.PUT('/api/event/{eventId}', { params: { path: { eventId } }, body }));
  toast(messages.saved);
  goTo(`/deals/${eventId}`);
}

function UpcomingDealForm({ deal, products: initial }: LoadedDeal): JSX.Element {
  const choice = useProductChoice(initial);
  const change = async (terms: DealTerms, productIds: readonly number[]): Promise<void> => {
    const body = bodyOf(terms, productIds, now.peek());
    if (body !== undefined) await save(deal.eventId, body);
  };
  return (
    <div class="side-by-side">
      <ProductPicker products={choice.products} onAdd={choice.onAdd} />
      <DealForm initial={termsOf(deal)} action={messages.save} choice={choice} onSave={change} />
    </div>
  );
}

function RunningDealForm({ deal, productIds }: LoadedDeal): JSX.Element {
  const [untouched] = useState(() => termsOf(deal));
  const [terms, setTerms] = useState(untouched);
  const { busy, failure, perform } = useAction();
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void perform(() => save(deal.eventId, bodyOfRunning(deal, terms, productIds)));
      }}
    >
      <p class="hint">{messages.running}</p>
      <AppearanceFields
        terms={terms}
        onTerms={(change) => setTerms((before) => ({ ...before, ...change }))}
        errors={fieldErrors(failure)}
      />
      <InlineError error={failure} />
      <div class="button-row">
        <button type="submit" class="primary" aria-disabled={busy}>
          {messages.save}
        </button>
      </div>
      <UnsavedChanges isChanged={terms !== untouched} />
    </form>
  );
}
