import { LoginInMemory } from '@hotdeal/client';

const PLACE = 'hotdeal.login';

/**
 * The refresh token, kept for the pages of this shop on this device; access tokens never leave the memory of a page.
 * Pages that are open beside each other renew one after the other, so that none presents a spent token.
 */
export class LoginOnThisDevice extends LoginInMemory {
  private isThere = this.read() !== undefined;

  /** @param changed another page of this device has logged in or out */
  constructor(changed: () => void) {
    super();
    addEventListener('storage', ({ key }) => {
      if (key !== PLACE && key !== null) return;
      const wasThere = this.isThere;
      this.isThere = this.read() !== undefined;
      if (this.isThere !== wasThere) changed();
    });
  }

  override read(): string | undefined {
    return localStorage.getItem(PLACE) ?? undefined;
  }

  override write(refreshToken: string | undefined): void {
    this.isThere = refreshToken !== undefined;
    if (refreshToken === undefined) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, refreshToken);
  }

  override alone<Result>(work: () => Promise<Result>): Promise<Result> {
    // There are no locks on plain HTTP but for localhost: then only the requests of this page wait for each other.
    const { locks } = navigator as { locks?: LockManager };
    if (locks !== undefined) return locks.request(PLACE, work);
    return super.alone(work);
  }
}
