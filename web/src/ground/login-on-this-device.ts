import type { LoginStore } from '@hotdeal/client';

const PLACE = 'hotdeal.login';

/**
 * The refresh token, kept for the pages of this shop on this device; access tokens never leave the memory of a page.
 * Pages that are open beside each other renew one after the other, so that none presents a spent token.
 */
export class LoginOnThisDevice implements LoginStore {
  /** @param changed another page of this device has logged in or out */
  constructor(changed: () => void) {
    let wasThere = this.read() !== undefined;
    addEventListener('storage', ({ key }) => {
      if (key !== PLACE && key !== null) return;
      const isThere = this.read() !== undefined;
      if (isThere !== wasThere) changed();
      wasThere = isThere;
    });
  }

  read(): string | undefined {
    return localStorage.getItem(PLACE) ?? undefined;
  }

  write(refreshToken: string | undefined): void {
    if (refreshToken === undefined) localStorage.removeItem(PLACE);
    else localStorage.setItem(PLACE, refreshToken);
  }

  alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return navigator.locks.request(PLACE, work);
  }
}
