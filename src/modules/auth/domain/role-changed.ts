import { z } from 'zod';
import { defineFact } from '#platform/bus/fact';

/** An account has become an administrator's, or stopped being one. */
export const RoleChanged = defineFact(
  'auth.role-changed',
  z.object({
    userId: z.number(),
    version: z.number(),
    email: z.string(),
    name: z.string(),
    role: z.enum(['USER', 'ADMIN']),
  }),
);
