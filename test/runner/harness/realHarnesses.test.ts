import { expect } from 'chai';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { configSchema } from '../../../config/schema.js';
import { Secret } from '../../../config/secret.js';
import { createHarnesses, type Harness, type HarnessEvent, type HarnessName } from '../../../runner/harness/index.js';
import { installedHarness, installLimit, type HarnessProgramName } from '../../support/harnesses.js';
import { startScriptedModel, type ScriptedModel, type Script } from '../../support/models/modelServer.js';
import { makeRunStand, type Ran, type RunStand } from '../supervise/runStand.js';
import { passOver } from '../../support/passOver.js';

const secretTask = 'Write the word of the day, which is marzipan-4711, into the answer.';

/** Reads the task as every model has to, writes a file through the toolbelt's launcher, and tells what came back. */
const script: Script = ({ toolResults }) => {
  if (toolResults.length === 0) return { run: 'cat TASK.md && pwd' };
  const [task = '', sent] = toolResults;
  const word = /marzipan-\d+/.exec(task)?.[0] ?? 'no word';
  if (sent === undefined)
    return {
      run: `./ops_chat_tool answer --reply ${word} | tee out.json; id -u > uid.txt; echo "TOKEN=\${#OPSROOM_RUN_TOKEN}"`,
    };
  return { say: `Done with ${word}.` };
};

describe('the real harnesses, with a scripted model', () => {
  let stand: RunStand;
  let model: ScriptedModel;

  before(async () => {
    stand = await makeRunStand();
    model = await startScriptedModel(script);
  });
  after(async () => {
    await stand.end();
    await model.close();
  });
  beforeEach(() => {
    model.follow(script);
  });

  for (const name of ['claude-code', 'codex', 'hermes'] as const satisfies readonly HarnessProgramName[]) {
    describe(name, () => {
      let harness: Harness;

      before(async function () {
        this.timeout(2 * installLimit);
        const found = await installedHarness(name);
        if (found.kind === 'missing') {
          return passOver(this, found.reason);
        }
        harness = harnesses({ [name]: found.program })[name];
      });

      it('runs a command, uses the toolbelt and answers, with neither prompt nor key in its arguments', async () => {
        const before = model.requests.length;
        const seen = new Set<string>();
        const ran = await runOnce(harness, (pid) => {
          watchArguments(pid, seen);
        });
        expect(ran.end, ran.tail).to.deep.equal({ kind: 'exited', code: 0 });
        const { work, identity } = ran.workspace;
        const sent = JSON.parse(await readFile(path.join(work, 'out.json'), 'utf8')) as unknown;
        expect(sent).to.deep.equal({ args: ['answer', '--reply', 'marzipan-4711'], run: 'run-token-of-this-run' });
        if (identity.kind === 'uid')
          expect((await readFile(path.join(work, 'uid.txt'), 'utf8')).trim()).to.equal(String(identity.uid));

        expect(ofType(ran.events, 'result').map((event) => event.text)).to.deep.equal(['Done with marzipan-4711.']);
        expect(ofType(ran.events, 'text').at(-1)?.text).to.equal('Done with marzipan-4711.');
        expect(ofType(ran.events, 'session_id')).to.have.lengthOf(1);
        const [usage] = ofType(ran.events, 'usage');
        expect([usage?.inputTokens, usage?.outputTokens]).to.deep.equal([360, 90]);
        expect(ofType(ran.events, 'error')).to.be.empty;
        // Hermes tells of its tools only afterwards, in its answer.
        if (name !== 'hermes') expect(ofType(ran.events, 'tool_use')[0]?.summary).to.include('cat TASK.md');

        expect(model.refused).to.be.empty;
        const requests = model.requests.slice(before).filter((request) => !request.side);
        expect(requests.at(-1)?.turn.toolResults.at(-1)).to.include(`TOKEN=${'run-token-of-this-run'.length}`);
        if (name === 'claude-code') expect(requests[0]?.keyIn).to.have.members(['x-api-key', 'authorization']);
        const listed = [...seen].join('\n');
        expect(listed).to.include('TASK.md').and.not.include('marzipan').and.not.include(model.key);
      });

      it('tells a refused key from a failing provider', async function () {
        model.follow(() => ({ fail: { status: 401, type: 'authentication_error', message: 'no such key' } }));
        const [ran] = await Promise.all([runOnce(harness)]);
        const [failure] = ofType(ran.events, 'error');
        expect(failure?.kind, ran.tail).to.equal('auth');
        expect(failure?.message).to.include('no such key');
        expect(ofType(ran.events, 'result')).to.be.empty;
      });
    });
  }

  it('the built-in program runs in the same workspace, with the same toolbelt', async () => {
    const ran = await runOnce(harnesses({}).builtin);
    expect(ran.end, ran.tail).to.deep.equal({ kind: 'exited', code: 0 });
    expect(ran.events.map((event) => event.type)).to.deep.equal(['tool_use', 'result']);
    expect(ofType(ran.events, 'result')[0]?.text).to.include('marzipan-4711');
  });

  function harnesses(bins: Partial<Record<HarnessName, string>>): Readonly<Record<HarnessName, Harness>> {
    const { models, runner } = configSchema.parse({});
    const { isolation, stagingRoot, programs, root } = stand;
    return createHarnesses({
      ...{
        isolation,
        stagingRoot,
        programs,
        env: process.env,
        operatorHome: path.join(root, 'nobody'),
        version: '0.1.0',
      },
      node: programs.node,
      config: {
        runner: {
          ...{ ...runner, model: 'scripted' },
          ...(bins['claude-code'] ? { claude_bin: bins['claude-code'] } : {}),
          ...(bins.codex ? { codex_bin: bins.codex } : {}),
          ...(bins.hermes ? { hermes_bin: bins.hermes } : {}),
        },
        models: {
          ...models,
          ...{ anthropic_auth_token: new Secret(model.key), anthropic_base_url: model.url },
          ...{ openai_api_key: new Secret(model.key), openai_base_url: model.openaiUrl },
        },
      },
    });
  }

  async function runOnce(harness: Harness, onStarted?: (pid: number) => void): Promise<Ran> {
    const state = await harness.probe();
    if (state.state !== 'ready') throw new Error(state.detail);
    expect(state.version).to.match(/^\d+\.\d+\.\d+/);
    const workspace = await stand.prepare(secretTask);
    const { home, work } = workspace;
    const isolated = stand.isolation.kind !== 'none';
    const request = {
      program: state.program,
      kind: 'turn',
      home,
      work,
      model: 'scripted',
      maxTurns: 6,
      isolated,
    } as const;
    return stand.run(harness.launch(request), workspace, onStarted ? { onStarted } : {});
  }
});

function ofType<T extends HarnessEvent['type']>(events: readonly HarnessEvent[], type: T) {
  return events.filter((event): event is Extract<HarnessEvent, { type: T }> => event.type === type);
}

/** Collects the command lines of the run's process group for as long as it lives, as every user could. */
function watchArguments(group: number, seen: Set<string>): void {
  const look = async (): Promise<void> => {
    let alive = false;
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
      if (Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) !== group) continue;
      alive = true;
      seen.add((await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' '));
    }
    if (alive) setTimeout(() => void look(), 100);
  };
  void look();
}
