import { expect } from 'chai';
import { openBelt, type Belt } from '../belt.js';

describe('what a ticket task does with its ticket', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
    belt.openTicket(12, { description: 'the disk is full' });
  });
  afterEach(() => belt.close());
  const sent = (path: RegExp): readonly Record<string, unknown>[] =>
    belt.platform.calls('POST', path).map(({ body }) => body);

  describe('context', () => {
    it('reads task, ticket, notes and changes together', async () => {
      belt.platform.state.notes.push({
        id: 1,
        source: 'dashboard',
        author: 'bo',
        body: 'look at /var',
        created_at: null,
      });
      belt.platform.state.changes.push({ id: 60, state: 'approved', action: 'Read', target: 'host', plan: null });
      const printed = await belt.taskWorks('context');
      expect(printed['task']).to.include({ task_id: 9, agent_id: 5, ticket_id: 12, attempt: 1 });
      expect(printed['ticket']).to.include({ id: 12, description: 'the disk is full' });
      expect(printed).to.have.nested.property('notes[0].body', 'look at /var');
      expect(printed).to.have.nested.property('change_requests[0].state', 'approved');
      expect(printed).to.deep.include({ notes_left_out: 0, related_tickets: [], knowledge_articles: [], skills: [] });
    });

    it('shows the newest thirty notes and says how many were left out', async () => {
      for (let id = 1; id <= 42; id += 1) belt.platform.state.notes.push({ id, body: `note ${id}` });
      const printed = await belt.taskWorks('context');
      expect(printed['notes']).to.have.length(30);
      expect(printed).to.have.nested.property('notes[0].body', 'note 13');
      expect(printed).to.include({ notes_left_out: 12 });
    });

    it('cuts texts that no model should have to read whole, and says how long they are', async () => {
      Object.assign(belt.platform.state.tickets.get(12) ?? {}, { description: 'd'.repeat(5000) });
      belt.platform.state.notes.push({ id: 1, body: 'n'.repeat(4001) }, { id: 2, body: 'n'.repeat(4000) });
      const printed = await belt.taskWorks('context');
      expect(printed).to.have.nested.property('ticket.description', `${'d'.repeat(4000)}… (5000 characters)`);
      expect(printed).to.have.nested.property('notes[0].body', `${'n'.repeat(4000)}… (4001 characters)`);
      expect(printed).to.have.nested.property('notes[1].body', 'n'.repeat(4000));
    });
  });

  describe('note', () => {
    it('is for operators unless the requester should see it', async () => {
      await belt.taskWorks('note', '--body', 'df says 97 %');
      await belt.taskWorks('note', '--body', 'We found it.', '--visibility', 'user');
      await belt.taskWorks('note', '--body', 'For all.', '--visibility', 'public');
      expect(sent(/notes$/)).to.deep.equal([
        { body: 'df says 97 %', visibility: 'internal' },
        { body: 'We found it.', visibility: 'user' },
        { body: 'For all.', visibility: 'public' },
      ]);
      expect((await belt.taskFails('note', '--body', 'x', '--visibility', 'secret')).error).to.match(/^--visibility: /);
    });

    it('takes its text from a file', async () => {
      await belt.write('n.md', 'line one\nline two\n');
      expect(await belt.taskWorks('note', '--body-file', 'n.md')).to.include({ status: 'created', ticket_id: 12 });
      expect(sent(/notes$/)[0]?.['body']).to.equal('line one\nline two');
    });

    it('says that there is nothing to note', async () => {
      const { error, next } = await belt.taskFails('note');
      expect(error).to.equal('There is nothing to note.');
      expect(next).to.equal('Repeat the command with --body "…" or --body-file.');
    });
  });

  describe('resolve', () => {
    it('sets the ticket resolved with the reason, or hands it to a person', async () => {
      await belt.taskWorks('resolve', '--reason', 'The old logs are gone.');
      await belt.taskWorks('resolve', '--reason', 'It needs a disk.', '--status', 'blocked');
      expect(sent(/status$/)).to.deep.equal([
        { status: 'resolved', reason: 'The old logs are gone.' },
        { status: 'blocked', reason: 'It needs a disk.' },
      ]);
    });

    it('wants a reason, and knows three states only', async () => {
      expect((await belt.taskFails('resolve')).error).to.equal('--reason is needed.');
      for (const status of ['closed', 'cancelled', 'new'])
        expect((await belt.taskFails('resolve', '--reason', 'x', '--status', status)).error).to.match(/^--status: /);
      expect(belt.platform.state.tickets.get(12)?.status).to.equal('in_progress');
    });
  });

  describe('done', () => {
    it('ends the task as done unless it says otherwise, with a resolution where there is one', async () => {
      await belt.taskWorks('done', '--summary', 'Cleaned up.', '--resolution', 'There is room again.');
      expect(belt.result()).to.deep.equal({
        outcome: 'done',
        summary: 'Cleaned up.',
        resolution: 'There is room again.',
      });
      for (const outcome of ['blocked', 'failed']) {
        await belt.taskWorks('done', '--summary', 'It waits.', '--outcome', outcome);
        expect(belt.result()).to.deep.equal({ outcome, summary: 'It waits.' });
      }
    });

    it('wants a summary and one of three outcomes', async () => {
      expect((await belt.taskFails('done')).error).to.equal('--summary is needed.');
      expect((await belt.taskFails('done', '--summary', 'x', '--outcome', 'approved')).error).to.match(/^--outcome: /);
      expect(belt.platform.state.results).to.deep.equal([]);
    });
  });

  describe('complete-change', () => {
    it('reports what came of an approved change', async () => {
      const printed = await belt.taskWorks('complete-change', '--change-id', '60', '--result', 'Moved 40 GB.');
      expect(printed).to.deep.equal({ status: 'completed', change_id: 60 });
      expect(sent(/changes\/60\/complete$/)).to.deep.equal([{ result: 'Moved 40 GB.' }]);
    });

    it('wants evidence, and passes on why the platform refuses', async () => {
      expect((await belt.taskFails('complete-change', '--change-id', '60')).error).to.equal('--result is needed.');
      expect((await belt.taskFails('complete-change', '--change-id', '60', '--result', '')).error).to.include(
        'must not be empty',
      );
      belt.platform.refuse(/complete$/, 403, 'Change 60 is another task’s.');
      const { error, next } = await belt.taskFails('complete-change', '--change-id', '60', '--result', 'x');
      expect(error).to.equal('POST /api/changes/60/complete was refused: Change 60 is another task’s.');
      expect(next).to.include('Do not try another way');
    });
  });
});
