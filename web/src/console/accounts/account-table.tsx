import { answerOf, type components } from '@hotdeal/client';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { moment } from '../../ground/format';
import { wordsOf } from '../../ground/language';
import { shop } from '../../ground/shop';
import { toast } from '../../ground/toasts';
import { Confirmation } from '../../ground/confirmation';
import { TableBox } from '../table-box';

type Account = components['schemas']['ListedAccountView'];

const said = wordsOf({
  ko: {
    accounts: '고객 목록',
    email: '이메일',
    name: '이름',
    role: '역할',
    status: '상태',
    created: '가입일',
    withdrawn: '탈퇴',
    actions: '관리',
    nobody: '(없음)',
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
    nobody: '(none)',
    restore: 'Restore',
    restoreOf: (email: string) => `Restore ${email}`,
    title: 'Restore account',
    why: (email: string) => `${email} will be able to sign in again. Earlier sessions stay signed out.`,
    restored: (email: string) => `${email} restored.`,
  },
});

const names = wordsOf({
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

export const STANDINGS = ['active', 'withdrawn', 'pending', 'rolled_back'] as const;

export function standingName(status: Account['status']): string {
  return names[status];
}

export function AccountTable({
  accounts,
  onRestored,
}: {
  readonly accounts: readonly Account[];
  readonly onRestored: () => void;
}): JSX.Element {
  const [chosen, choose] = useState<Account>();
  const columns = [said.email, said.name, said.role, said.status, said.created, said.withdrawn, said.actions];
  return (
    <>
      <TableBox label={said.accounts} columns={columns}>
        {accounts.map((account) => (
          <tr key={account.authId}>
            <th scope="row">
              <span class="named">{account.email ?? said.nobody}</span>
            </th>
            <td>
              <span class="named">{account.name}</span>
            </td>
            <td>{names[account.role]}</td>
            <td>{standingName(account.status)}</td>
            <td>{moment(account.createdAt)}</td>
            <td>{account.withdrawnAt === null ? '' : moment(account.withdrawnAt)}</td>
            <td>
              {account.status === 'withdrawn' && (
                <button
                  type="button"
                  aria-label={said.restoreOf(account.email ?? account.name)}
                  onClick={() => choose(account)}
                >
                  {said.restore}
                </button>
              )}
            </td>
          </tr>
        ))}
      </TableBox>
      {chosen !== undefined && (
        <Restoration account={chosen} onClose={() => choose(undefined)} onRestored={onRestored} />
      )}
    </>
  );
}

interface RestorationProperties {
  readonly account: Account;
  readonly onClose: () => void;
  readonly onRestored: () => void;
}

function Restoration({ account, onClose, onRestored }: RestorationProperties): JSX.Element {
  const email = account.email ?? account.name;
  const restore = async (): Promise<void> => {
    const params = { path: { authId: account.authId } };
    await answerOf(shop.api.POST('/api/auth/{authId}/restore', { params }));
    toast(said.restored(email));
    onRestored();
  };
  return (
    <Confirmation title={said.title} action={said.restore} onClose={onClose} onConfirm={restore}>
      <p>{said.why(email)}</p>
    </Confirmation>
  );
}
