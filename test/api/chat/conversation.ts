import { expect } from 'chai';
import { claimTurn, finishTurn, type TurnWork } from '../../../api/chat/index.js';
import {
  numberIn,
  startTestApi,
  type Called,
  type Fields,
  type TestApi,
  type TestApiOptions,
  type Who,
} from '../../support/api.js';

export type Conversation = {
  readonly api: TestApi;
  /** Sends without waiting for the answer; returns the id of the turn. */
  send(message: string, more?: Fields, as?: Who): Promise<number>;
  /** The next turn, which must be this one. */
  claim(turnId: number): Promise<TurnWork>;
  result(work: TurnWork, result: Fields): Promise<Called>;
  finish(work: TurnWork, more?: { stopped?: boolean; tries?: number }): ReturnType<typeof finishTurn>;
  /** Result and end in one. */
  answer(work: TurnWork, result: Fields): Promise<void>;
  /** What the one who wrote it reads of the turn. */
  outcome(turnId: number, as?: Who): Promise<Called>;
};

/** One API for a file of tests about conversations; every test works its own turns to their end. */
export function conversation(options: TestApiOptions = {}): Conversation {
  const held = {} as { api: TestApi };
  before(async () => {
    held.api = await startTestApi(options);
  });
  after(() => held.api?.stop());
  const call = (...request: Parameters<TestApi['call']>): Promise<Called> => held.api.call(...request);
  const finish: Conversation['finish'] = (work, { stopped = false, tries = 2 } = {}) =>
    finishTurn(held.api.db, work.lease, { stopped, how: 'exit 0', reference: 'ref-1', tries });
  const result: Conversation['result'] = (work, body) =>
    call({ token: work.token }, 'PUT', `/api/ops-chat/turns/${work.lease.id}/result`, body);
  return {
    get api() {
      return held.api;
    },
    async send(message, more = {}, as = 'ana') {
      const sent = await call(as, 'POST', '/api/ops-chat/message', { message, ...more }, { prefer: 'respond-async' });
      expect(sent.status, sent.text).to.equal(202);
      return numberIn(sent.body, 'turn_id');
    },
    async claim(turnId) {
      const work = await claimTurn(held.api.db, 'test-runner', 600);
      if (work?.lease.id !== turnId) throw new Error(`Turn ${turnId} is not the next one: ${work?.lease.id ?? 'none'}`);
      return work;
    },
    result,
    finish,
    async answer(work, body) {
      const written = await result(work, body);
      expect(written.status, written.text).to.equal(200);
      expect(await finish(work)).to.equal('completed');
    },
    outcome: (turnId, as = 'ana') => call(as, 'GET', `/api/ops-chat/turns/${turnId}`),
  };
}
