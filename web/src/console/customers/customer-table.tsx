import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { shop } from '../../api/shop';
import { dateTime } from '../../i18n/format';
import { translations } from '../../i18n/language';
import { linkTo } from '../../navigation/route';
import { Confirmation } from '../../ui/dialog';
import { toast } from '../../ui/toasts';
import { arePaymentsShown } from '../money/shown-payments';
import { DataTable } from '../ui/data-table';

export type Account = components['schemas']['ListedAccountView'];

const messages = translations({
  ko: {
    accounts: '고객 목록',
    email: '이메일',
    name: '이름',
    role: '역할',
    status: '상태',
    created: '가입일',
    withdrawn: '탈퇴',
    actions: '관리',
    noEmail: '(없음)',
    restore: '복구',
    restoreOf: (email: string) => `${email} 복구`,
    title: '계정 복구',
    why: (email: string) => `${email} 계정으로 다시 로그인할 수 있게 돼요. 이전 로그인은 복구되지 않아요.`,
    restored: (email: string) => `${email} 계정을 복구했어요.`,
  },
  en: {
    accounts: 'Customers',
    email: 'E-mail',
    name: 'Name',
    role: 'Role',
    status: 'Status',
    created: 'Joined',
    withdrawn: 'Closed',
    actions: 'Actions',
    noEmail: '(none)',
    restore: 'Restore',
    restoreOf: (email: string) => `Restore ${email}`,
    title: 'Restore account',
    why: (email: string) => `${email} will be able to sign in again. Earlier sessions stay signed out.`,
    restored: (email: string) => `${email} restored.`,
  },
});

const labels = translations({
  ko: {
    active: '정상',
    withdrawn: '탈퇴',
    pending: '가입 처리 중',
    rolled_back: '가입 실패',
    USER: '회원',
    ADMIN: '관리자',
  },
  en: {
    active: 'Active',
    withdrawn: 'Withdrawn',
    pending: 'Signing up',
    rolled_back: 'Sign-up failed',
    USER: 'Customer',
    ADMIN: 'Administrator',
  },
});

export const STATUSES = ['active', 'withdrawn', 'pending', 'rolled_back'] as const;

export function roleLabel(role: Account['role']): string {
  return labels[role];
}

export function statusLabel(status: Account['status']): string {
  return labels[status];
}

export function CustomerTable({
  accounts,
  onRestored,
}: {
  readonly accounts: readonly Account[];
  readonly onRestored: () => void;
}): JSX.Element {
  const [chosen, choose] = useState<Account>();
  const columns = [
    messages.email,
    messages.name,
    messages.role,
    messages.status,
    messages.created,
    messages.withdrawn,
    messages.actions,
  ];
  return (
    <>
      <DataTable label={messages.accounts} columns={columns}>
        {accounts.map((account) => (
          <tr key={account.authId}>
            <th scope="row">
              <CustomerName account={account} />
            </th>
            <td>
              <span class="clamped">{account.name}</span>
            </td>
            <td>{roleLabel(account.role)}</td>
            <td>{statusLabel(account.status)}</td>
            <td>{dateTime(account.createdAt)}</td>
            <td>{account.withdrawnAt === null ? '' : dateTime(account.withdrawnAt)}</td>
            <td>
              {account.status === 'withdrawn' && (
                <button
                  type="button"
                  aria-label={messages.restoreOf(account.email ?? account.name)}
                  onClick={() => choose(account)}
                >
                  {messages.restore}
                </button>
              )}
            </td>
          </tr>
        ))}
      </DataTable>
      {chosen !== undefined && (
        <RestoreDialog account={chosen} onClose={() => choose(undefined)} onRestored={onRestored} />
      )}
    </>
  );
}

/** With a link to their points and orders where there are payments. */
function CustomerName({ account: { authId, email } }: { readonly account: Account }): JSX.Element {
  const name = email ?? messages.noEmail;
  if (!arePaymentsShown.value) return <span class="clamped">{name}</span>;
  return (
    <a class="clamped" href={linkTo(`/customers/${authId}`)}>
      {name}
    </a>
  );
}

interface RestoreDialogProperties {
  readonly account: Account;
  readonly onClose: () => void;
  readonly onRestored: () => void;
}

function RestoreDialog({ account, onClose, onRestored }: RestoreDialogProperties): JSX.Element {
  const email = account.email ?? account.name;
  const restore = async (): Promise<void> => {
    const params = { path: { authId: account.authId } };
    await answerOf(shop.api.POST('/api/auth/{authId}/restore', { params }));
    toast(messages.restored(email));
    onRestored();
  };
  return (
    <Confirmation title={messages.title} action={messages.restore} onClose={onClose} onConfirm={restore}>
      <p>{messages.why(email)}</p>
    </Confirmation>
  );
}
