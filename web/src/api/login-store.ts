import { LoginInMemory } from '@hotdeal/client';
import { deviceStorage } from '../storage/browser-storage';

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
    return deviceStorage.read(STORAGE_KEY);
  }

  override write(refreshToken: string | undefined): void {
    this.isStored = refreshToken !== undefined;
    deviceStorage.write(STORAGE_KEY, refreshToken);
  }

  /**
   * The Web Locks API exists only on HTTPS and localhost, and is denied where site data is blocked. Without it, only the
   * requests of this page are serialized.
   */
  override async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    const { locks } = navigator as { locks?: LockManager };
    if (locks === undefined) return super.alone(work);
    let hasBegun = false;
    try {
      return await locks.request(STORAGE_KEY, () => {
        hasBegun = true;
        return work();
      });
    } catch (error) {
      if (hasBegun) throw error;
      return super.alone(work);
    }
  }
}
