import { decideRotation, type Session } from './session';

const usedAt = new Date('2026-03-01T00:00:00.000Z');
const after = (milliseconds: number): Date => new Date(usedAt.getTime() + milliseconds);
const rotatedTwice: Session = {
  generation: 2,
  rotatedAt: usedAt,
  confirmed: false,
  revoked: false,
  expiresAt: after(14 * 86_400_000),
};

describe('a refresh token that is presented', () => {
  it('is rotated when it is unused', () => {
    expect(decideRotation(rotatedTwice, 2, after(60_000))).toBe('rotate');
  });

  it('is answered with the same successor within ten seconds of its use, and is reused after that', () => {
    expect(decideRotation(rotatedTwice, 1, after(9_999))).toBe('repeat');
    expect(decideRotation(rotatedTwice, 1, after(10_000))).toBe('reused');
  });

  it('is reused once the access token of its successor was presented', () => {
    expect(decideRotation({ ...rotatedTwice, confirmed: true }, 1, after(10))).toBe('reused');
  });

  it('is reused once its successor was used', () => {
    expect(decideRotation(rotatedTwice, 0, after(10))).toBe('reused');
  });

  it('is invalid when its session was revoked or has expired', () => {
    expect(decideRotation({ ...rotatedTwice, revoked: true }, 2, after(10))).toBe('invalid');
    expect(decideRotation(rotatedTwice, 2, rotatedTwice.expiresAt)).toBe('invalid');
  });

  it('is reused, not answered again, when its session was revoked', () => {
    expect(decideRotation({ ...rotatedTwice, revoked: true }, 1, after(10))).toBe('reused');
  });

  it('is invalid when it was never issued', () => {
    expect(decideRotation(rotatedTwice, 3, after(10))).toBe('invalid');
  });
});
