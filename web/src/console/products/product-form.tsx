import type { components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAttempt } from '../../ground/attempt';
import { faults } from '../../ground/failures';
import { Field } from '../../ground/field';
import { wordsOf } from '../../ground/language';
import { Refusal } from '../../ground/notices';
import { Choice } from '../choice';
import { categoryOptions } from '../../ground/categories';

export type ProductTerms = components['schemas']['ProductDraftDto'];

const said = wordsOf({
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
  /** what it is now, when there is one */
  readonly product?: ProductTerms;
  readonly action: string;
  readonly onSave: (product: ProductTerms) => Promise<void>;
}

export function ProductForm({ product, action, onSave }: ProductFormProperties): JSX.Element {
  const [form, setForm] = useState(
    product === undefined ? NOTHING : { ...product, productPrice: String(product.productPrice) },
  );
  const { busy, failure, attempt } = useAttempt();
  const wrong = faults(failure);
  const part = (name: keyof typeof NOTHING) => ({
    value: form[name],
    onValue: (value: string) => setForm({ ...form, [name]: value }),
    fault: wrong.get(name),
    required: true,
  });
  return (
    <form
      class="card"
      onSubmit={(event) => {
        event.preventDefault();
        void attempt(() => onSave(termsOf(form)));
      }}
    >
      <Field label={said.name} maxLength={200} {...part('productName')} />
      <Field label={said.description} lines={4} maxLength={1_000} {...part('productDescription')} />
      <Field label={said.price} type="number" min={1} max={10_000_000_000} {...part('productPrice')} />
      <Field label={said.image} type="url" maxLength={2_048} {...part('productImageUrl')} />
      <Choice label={said.category} options={[['', said.choose], ...categoryOptions()]} {...part('productCategory')} />
      <Refusal of={failure} />
      <div class="choices">
        <button type="submit" class="primary" disabled={busy}>
          {action}
        </button>
      </div>
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
