import { flushedAfterLogout, recoveredAfterLogout } from '../interleavings/login-interleavings';
import type { PlantedBug } from './planted-bug';

export const loginBugs: readonly PlantedBug[] = [
  {
    name: 'revocation only in Redis',
    edits: [
      {
        file: 'modules/auth/use-cases/log-out.ts',
        find: 'await this.sessions.revoke(sessionId, userId);',
        replace: 'void this.sessions;',
      },
    ],
    provokedBy: [flushedAfterLogout],
    complaint: /a revoked token is accepted again after a flush/,
  },
  {
    name: 'a connection recovered before its token is checked',
    edits: [
      {
        file: 'modules/notification/sockets/socket-authenticator.ts',
        find: 'await this.sessions.assertLive(principal);',
        replace: 'if (!socket.recovered) await this.sessions.assertLive(principal);',
      },
    ],
    provokedBy: [recoveredAfterLogout],
    complaint: /a socket with a revoked login received a private signal/,
  },
];
