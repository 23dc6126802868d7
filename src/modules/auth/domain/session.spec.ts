import { decideRotation, type Session } from './session';

const spentAt = new Date('2026-03-01T00:00:00.000Z');
const after = (milliseconds: number): Date => new Date(spentAt.getTime() + milliseconds);
const renewedTwice: Session = {
  generation: 2,
  rotatedAt: spentAt,
  confirmed: false,
  revoked: false,
  expiresAt: after(14 * 86_400_000),
};

describe('a refresh token that is presented', () => {
  it('is spent when it is the one not spent yet', () => {
    expect(decideRotation(renewedTwice, 2, after(60_000))).toBe('rotate');
  });

  it('is answered its successor again within ten seconds of being spent', () => {
    expect(decideRotation(renewedTwice, 1, after(9_999))).toBe('repeat');
    expect(decideRotation(renewedTwice, 1, after(10_000))).toBe('reused');
  });

  it('is not answered again once the access token of its successor was presented', () => {
    expect(decideRotation({ ...renewedTwice, confirmed: true }, 1, after(10))).toBe('reused');
  });

  it('is not answered again once its successor was spent', () => {
    expect(decideRotation(renewedTwice, 0, after(10))).toBe('reused');
  });

  it('is dead when its login was ended or has expired', () => {
    expect(decideRotation({ ...renewedTwice, revoked: true }, 2, after(10))).toBe('invalid');
    expect(decideRotation(renewedTwice, 2, renewedTwice.expiresAt)).toBe('invalid');
  });

  it('shows no successor of a login that was ended', () => {
    expect(decideRotation({ ...renewedTwice, revoked: true }, 1, after(10))).toBe('reused');
  });

  it('cannot be one that was never made', () => {
    expect(decideRotation(renewedTwice, 3, after(10))).toBe('invalid');
  });
});
