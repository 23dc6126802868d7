import type { JSX } from 'preact';
import { DealBanner } from '../../catalogue/deal-banner';
import { translations } from '../../i18n/language';
import { Field } from '../../ui/field';
import type { DealTerms } from './deal-terms';

const messages = translations({
  ko: { name: '핫딜 이름 (선택)', banner: '배너 이미지 주소 (선택)', preview: '배너 미리 보기' },
  en: { name: 'Name (optional)', banner: 'Banner URL (optional)', preview: 'Banner preview' },
});

interface AppearanceFieldsProperties {
  readonly terms: DealTerms;
  readonly onTerms: (change: Partial<DealTerms>) => void;
  readonly errors: ReadonlyMap<string, string>;
}

/** The name and the banner, which may also be changed while a deal runs. */
export function AppearanceFields({ terms, onTerms, errors }: AppearanceFieldsProperties): JSX.Element {
  const { name, banner } = terms;
  return (
    <>
      <Field
        label={messages.name}
        maxLength={100}
        value={name}
        onValue={(value) => onTerms({ name: value })}
        error={errors.get('eventName')}
      />
      <Field
        label={messages.banner}
        type="url"
        maxLength={2_048}
        value={banner}
        onValue={(value) => onTerms({ banner: value })}
        error={errors.get('bannerUrl')}
      />
      {/^https?:\/\/./.test(banner) && <DealBanner class="deal-banner" address={banner} alt={messages.preview} />}
    </>
  );
}
