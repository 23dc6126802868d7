import { profileDraft } from '#user';
import { defineFact } from '#platform/bus/fact';

/** An account has become an administrator's, or stopped being one. */
export const RoleChanged = defineFact('auth.role-changed', profileDraft);
