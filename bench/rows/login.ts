import type { Rig } from '../rig/rig';
import { interleaved, ratios, shares } from '../rig/rounds';
import { atMost, type Outcome, type Row } from '../row';
import { credentials, insertAccounts } from './buyers-with-passwords';
import { ordersBesideLogins } from './orders-beside-logins';

const ACCOUNTS = 10_000;
/** in one round: two seconds of a core */
const LOGINS = 40;

/** Logins of different accounts with right passwords, compared with as many checks of a hash in another process. */
async function loginAndHash(rig: Rig): Promise<Outcome> {
  const bare = await rig.startComparison('bare-bcrypt');
  const url = `${rig.server.address}/api/auth/login`;
  const bodies = credentials(ACCOUNTS);
  const load = { url, method: 'POST', connections: 4, amount: LOGINS } as const;
  let accounts = 0;
  const login = {
    name: 'login',
    requests: LOGINS,
    run: () => rig.loader.runAll({ ...load, bodies: bodies.slice(accounts, (accounts += LOGINS)) }, 200),
  };
  const hashes = { url: `${bare.address}/?checks=${LOGINS}`, method: 'POST', connections: 1, amount: 1 } as const;
  const check = {
    name: 'bcrypt',
    requests: LOGINS,
    pid: bare.process.pid,
    run: () => rig.loader.runAll(hashes, 200),
  };
  try {
    const [logins, checks] = await interleaved(rig, [login, check]);
    return {
      findings: [{ what: 'CPU', rounds: ratios(logins, checks, 'cpuUs'), target: atMost(1.1) }],
      details: { ...shares('login', logins), ...shares('bcrypt', checks) },
    };
  } finally {
    await bare.process.stop();
  }
}

export const login: Row = {
  name: 'C11',
  title: 'a login ÷ its hash; orders beside a flood of logins',
  measure: async (rig) => {
    await insertAccounts(rig, ACCOUNTS);
    const beside = await ordersBesideLogins(rig, ACCOUNTS);
    // By now the server is warm. It takes more logins for that than this measurement has.
    const alone = await loginAndHash(rig);
    return {
      findings: [...alone.findings, ...beside.findings],
      details: { ...alone.details, ...beside.details },
    };
  },
};
