import { keepsPasswordRule } from './password-rule';

describe('the rule for passwords', () => {
  it.each(['password123', 'abcdefg1', '가나12', `${'가'.repeat(23)}ab1`, `${'a'.repeat(71)}1`])(
    'lets %j pass',
    (password) => {
      expect(keepsPasswordRule(password)).toBe(true);
    },
  );

  it.each(['abcdef1', '가나1', 'password', '12345678', `${'가'.repeat(24)}1`, `${'a'.repeat(72)}1`, ''])(
    'refuses %j',
    (password) => {
      expect(keepsPasswordRule(password)).toBe(false);
    },
  );
});
