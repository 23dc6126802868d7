import { answerOf } from '@hotdeal/client';
import type { JSX } from 'preact';
import { usePagedQuery } from '../../api/query';
import { shop } from '../../api/shop';
import { categoryName } from '../../catalogue/categories';
import { dateTime, won } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { PagedList } from '../../ui/query-views';
import { DataTable } from '../ui/data-table';

const messages = translations({
  ko: {
    title: '변경 이력',
    why: '지난 주문에는 주문할 때의 상품 정보가 그대로 보여요.',
    none: '아직 바뀐 내용이 없어요',
    version: '버전',
    from: '시작',
    until: '끝',
    current: '현재 버전',
    name: '상품명',
    price: '가격',
    category: '카테고리',
    description: '설명',
  },
  en: {
    title: 'Versions',
    why: 'Past orders show the product as it was when it was ordered.',
    none: 'Nothing has been changed yet',
    version: 'Version',
    from: 'From',
    until: 'Until',
    current: 'Current version',
    name: 'Name',
    price: 'Price',
    category: 'Category',
    description: 'Description',
  },
});

interface ProductVersionsProperties {
  readonly productId: number;
  /** of the product that is shown; a change of it makes the list load again */
  readonly updatedAt: string;
}

/** What was replaced by changes of the product, and when. */
export function ProductVersions({ productId, updatedAt }: ProductVersionsProperties): JSX.Element {
  const versions = usePagedQuery(
    (cursor) =>
      answerOf(
        shop.api.GET('/api/products/{productId}/versions', { params: { path: { productId }, query: { cursor } } }),
      ),
    [productId, updatedAt],
  );
  // A product that was never changed has only the version that is shown above.
  const replaced = versions.value?.length === 1 ? [] : versions.value;
  const columns = [
    `#${messages.version}`,
    messages.from,
    messages.until,
    messages.name,
    `#${messages.price}`,
    messages.category,
    messages.description,
  ];
  return (
    <section>
      <h2>{messages.title}</h2>
      <p class="hint">{messages.why}</p>
      <PagedList query={{ ...versions, value: replaced }} empty={messages.none}>
        {(items) => (
          <DataTable label={messages.title} columns={columns}>
            {items.map((version) => (
              <tr key={version.productVersion}>
                <td class="number">{version.productVersion}</td>
                <td>{dateTime(version.updatedAt)}</td>
                <td>{version.replacedAt === null ? messages.current : dateTime(version.replacedAt)}</td>
                <th scope="row">
                  <span class="clamped">{version.productName}</span>
                </th>
                <td class="number">{won(version.productPrice)}</td>
                <td>{categoryName(version.productCategory)}</td>
                <td>
                  <span class="clamped">{version.productDescription}</span>
                </td>
              </tr>
            ))}
          </DataTable>
        )}
      </PagedList>
    </section>
  );
}
