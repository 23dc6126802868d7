import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAction } from '../../api/action';
import { fieldErrors } from '../../api/error-messages';
import { categoryOptions } from '../../catalogue/categories';
import { translations } from '../../i18n/language';
import { Field, Select } from '../../ui/field';
import { InlineError } from '../../ui/notices';
import { UnsavedChanges } from '../../ui/unsaved-changes';

export type ProductTerms = components['schemas']['ProductDraftDto'];

const messages = translations({
  ko: {
    name: '상품명',
    description: '설명',
    price: '가격 (원)',
    image: '이미지 주소',
    category: '카테고리',
    choose: '선택해 주세요',
  },
  en: {
    name: 'Name',
    description: 'Description',
    price: 'Price (won)',
    image: 'Image URL',
    category: 'Category',
    choose: 'Choose a category',
  },
});

const NOTHING = { productName: '', productDescription: '', productPrice: '', productImageUrl: '', productCategory: '' };

interface ProductFormProperties {
  /** the product to edit; undefined for a new one */
  readonly product?: ProductTerms;
  readonly action: string;
  readonly onSave: (product: ProductTerms) => Promise<void>;
}

export function ProductForm({ product, action, onSave }: ProductFormProperties): JSX.Element {
  const [saved, setSaved] = useState(
    product === undefined ? NOTHING : { ...product, productPrice: String(product.productPrice) },
  );
  const [form, setForm] = useState(saved);
  const { busy, failure, perform } = useAction();
  const errors = fieldErrors(failure);
  const part = (name: keyof typeof NOTHING) => ({
    value: form[name],
    onValue: (value: string) => setForm({ ...form, [name]: value }),
    error: errors.get(name),
    required: true,
  });
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void perform(async () => {
          await onSave(termsOf(form));
          setSaved(form);
        });
      }}
    >
      <Field label={messages.name} maxLength={200} {...part('productName')} />
      <Field label={messages.description} lines={4} maxLength={1_000} {...part('productDescription')} />
      <Field label={messages.price} type="number" min={1} max={10_000_000_000} {...part('productPrice')} />
      <Field label={messages.image} type="url" maxLength={2_048} {...part('productImageUrl')} />
      <Select
        label={messages.category}
        options={[['', messages.choose], ...categoryOptions()]}
        {...part('productCategory')}
      />
      <InlineError error={failure} />
      <div class="button-row">
        <button type="submit" class="primary" aria-disabled={busy}>
          {action}
        </button>
      </div>
      <UnsavedChanges isChanged={form !== saved} />
    </form>
  );
}

function termsOf(form: typeof NOTHING): ProductTerms {
  const { productName, productDescription, productPrice, productImageUrl, productCategory } = form;
  return {
    productName,
    productDescription,
    productPrice: Number(productPrice),
    productImageUrl,
    // The server refuses an empty choice and names the field.
    productCategory: productCategory as ProductTerms['productCategory'],
  };
}
