import { LoginInMemory } from '@hotdeal/client';

const STORAGE_KEY = 'hotdeal.login';

/**
 * Stores the refresh token for all pages of this shop on this device; access tokens stay in the memory of a page.
 * Pages that are open at the same time refresh one after the other, so that none presents a token already used.
 */
export class DeviceLoginStore extends LoginInMemory {
  private isStored = this.read() !== undefined;

  /** @param onChange called when another page on this device has signed in or out */
  constructor(onChange: () => void) {
    super();
    addEventListener('storage', ({ key }) => {
      if (key !== STORAGE_KEY && key !== null) return;
      const wasStored = this.isStored;
      this.isStored = this.read() !== undefined;
      if (this.isStored !== wasStored) onChange();
    });
  }

  override read(): string | undefined {
    return localStorage.getItem(STORAGE_KEY) ?? undefined;
  }

  override write(refreshToken: string | undefined): void {
    this.isStored = refreshToken !== undefined;
    if (refreshToken === undefined) localStorage.removeItem(STORAGE_KEY);
    else localStorage.setItem(STORAGE_KEY, refreshToken);
  }

  override alone<Result>(work: () => Promise<Result>): Promise<Result> {
    // The Web Locks API exists only on HTTPS and localhost. Without it, only requests of this page are serialized.
    const { locks } = navigator as { locks?: LockManager };
    if (locks !== undefined) return locks.request(STORAGE_KEY, work);
    return super.alone(work);
  }
}
