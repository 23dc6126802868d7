import { profileDraft } from '#user';
import { defineEvent } from '#platform/events/domain-event';

/** An account has become an administrator's, or stopped being one. */
export const RoleChanged = defineEvent('auth.role-changed', profileDraft);
