import { refusalOfRole, refusalOfWithdrawal } from './account';

const user = { accountId: 1, status: 'ACTIVE', role: 'USER' } as const;
const administrator = { ...user, role: 'ADMIN' } as const;

describe('a withdrawal', () => {
  it('is refused when the account is not active, or has had another role since the session began', () => {
    expect(refusalOfWithdrawal({ ...user, status: 'WITHDRAWN' }, 'USER', [])).toBe('NOT_ACTIVE');
    expect(refusalOfWithdrawal(administrator, 'USER', [1, 2])).toBe('NOT_ACTIVE');
  });

  it('is refused to the last administrator, and to no one else', () => {
    expect(refusalOfWithdrawal(administrator, 'ADMIN', [1])).toBe('LAST_ADMINISTRATOR');
    expect(refusalOfWithdrawal(administrator, 'ADMIN', [1, 2])).toBeUndefined();
    expect(refusalOfWithdrawal(user, 'USER', [])).toBeUndefined();
  });
});

describe('a change of role', () => {
  it('is refused when the account is not active, has the role already, or is the last administrator', () => {
    expect(refusalOfRole({ ...user, status: 'PENDING' }, 'ADMIN', [])).toBe('NOT_ACTIVE');
    expect(refusalOfRole(user, 'USER', [2])).toBe('SAME');
    expect(refusalOfRole(administrator, 'USER', [1])).toBe('LAST_ADMINISTRATOR');
  });

  it('is allowed otherwise', () => {
    expect(refusalOfRole(user, 'ADMIN', [])).toBeUndefined();
    expect(refusalOfRole(administrator, 'USER', [1, 2])).toBeUndefined();
  });
});
