import { expect } from 'chai';
import { numberIn, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTask, startTurn } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';
import { save, startLearners } from './learners.js';

/** Who comes past the door of each route of learning; what is behind it is in the other files. */
type Door = {
  readonly method: string;
  readonly path: string;
  readonly open: readonly ('requester' | 'analyst' | 'auditor' | 'operator' | 'manager' | 'service' | 'task')[];
};

const readers = ['auditor', 'operator', 'manager', 'service', 'task'] as const;
const doors: readonly Door[] = [
  { method: 'GET', path: '/api/workflows', open: readers },
  { method: 'GET', path: '/api/workflows/FLOW', open: readers },
  // Before anything is written: who wrote it does not review it.
  { method: 'POST', path: '/api/workflows/FLOW/review', open: ['manager'] },
  { method: 'POST', path: '/api/workflows', open: ['manager', 'service'] },
  { method: 'PUT', path: '/api/workflows/FLOW', open: ['manager', 'service'] },
  { method: 'POST', path: '/api/workflows/FLOW/runs', open: ['manager', 'service'] },
  { method: 'POST', path: '/api/workflows/runs/1/complete', open: ['manager', 'service'] },
  { method: 'POST', path: '/api/workflows/FLOW/rerun', open: ['manager', 'service'] },
  { method: 'GET', path: '/api/postmortems', open: readers },
  { method: 'GET', path: '/api/postmortems/LESSON', open: readers },
  { method: 'GET', path: '/api/postmortems/evidence/TICKET', open: readers },
  { method: 'POST', path: '/api/postmortems', open: ['operator', 'manager', 'service', 'task'] },
  // Another's: the door is open to an agent, and the postmortem is not its own.
  { method: 'PUT', path: '/api/postmortems/LESSON', open: ['operator', 'manager', 'service'] },
  { method: 'POST', path: '/api/postmortems/LESSON/review', open: ['operator', 'manager'] },
  { method: 'POST', path: '/api/postmortems/LESSON/promote', open: ['operator', 'manager', 'service'] },
  { method: 'POST', path: '/api/postmortems/synthesize/TICKET', open: ['operator', 'manager', 'service', 'task'] },
  { method: 'POST', path: '/api/tickets/TICKET/postmortem', open: ['operator', 'manager', 'service'] },
  { method: 'POST', path: '/api/tickets/TICKET/workflow', open: ['operator', 'manager', 'service'] },
];

describe('the doors of learning', () => {
  let api: TestApi;
  let ids: Readonly<Record<string, number>>;
  let task: string;
  let turn: string;
  before(async () => {
    api = await startLearners();
    const ticket = await fileTicket(api, 'ana');
    task = (await startTask(api, ticket)).token;
    turn = (await startTurn(api, 'ana', 'My screen flickers')).token;
    const lesson = await api.call('admin', 'POST', '/api/postmortems', { ticket_id: ticket, summary: 'x' });
    ids = {
      TICKET: ticket,
      FLOW: numberIn((await save(api, 'admin')).body, 'id'),
      LESSON: numberIn(lesson.body, 'id'),
    };
  });
  after(() => api?.stop());

  const roles = {
    requester: 'requester',
    analyst: 'analyst',
    auditor: 'auditor',
    operator: 'agent-operator',
    manager: 'soc-manager',
  };

  const knock = async (as: Who, { method, path }: Door): Promise<string> => {
    const address = path.replaceAll(/[A-Z]{4,}/g, (name) => String(ids[name]));
    // A body that every route can read and that changes as little as it can.
    const body =
      method === 'GET'
        ? undefined
        : { summary: 'x', name: 'x', blueprint: 'x', ticket_id: ids['TICKET'], harness: 'builtin' };
    const { status } = await api.call(as, method, address, body);
    return status === 401 || status === 403 ? 'shut' : 'open';
  };

  for (const [who, role] of Object.entries(roles))
    it(`are open to a person with the role ${role} as the contract says`, async () => {
      await becomes(api, 'cy', { roles: [role], groups: ['Infrastructure Operations'] });
      for (const door of doors)
        expect(await knock('cy', door), `${door.method} ${door.path}`).to.equal(
          door.open.some((one) => one === who) ? 'open' : 'shut',
        );
    });

  it('are open to a service, but where a person has to decide', async () => {
    for (const door of doors)
      expect(await knock('service', door), `${door.method} ${door.path}`).to.equal(
        door.open.includes('service') ? 'open' : 'shut',
      );
  });

  it('are open to an agent at work with the permissions that every agent has', async () => {
    for (const door of doors)
      expect(await knock({ token: task }, door), `${door.method} ${door.path}`).to.equal(
        door.open.includes('task') ? 'open' : 'shut',
      );
  });

  it('are shut to the agent of a chat turn, and to who is not signed in', async () => {
    for (const door of doors) {
      expect(await knock({ token: turn }, door), `${door.method} ${door.path}`).to.equal('shut');
      expect(await knock('nobody', door), `${door.method} ${door.path}`).to.equal('shut');
    }
  });

  it('are shut to an agent whose run is over', async () => {
    const ticket = await fileTicket(api, 'ana');
    const { token, agentId } = await startTask(api, ticket);
    await api.db.query(
      'update run_tokens set revoked_at = clock_timestamp() where principal_id = (select id from principals where agent_id = $1)',
      [agentId],
    );
    for (const door of doors) expect(await knock({ token }, door), `${door.method} ${door.path}`).to.equal('shut');
  });
});
