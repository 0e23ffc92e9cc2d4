import { readFile, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { openBelt, type Belt } from '../belt.js';

type Check = { readonly name: string; readonly passed: boolean; readonly detail: string };

describe('validate-artifact', () => {
  let belt: Belt;
  beforeEach(async () => {
    belt = await openBelt();
  });
  afterEach(() => belt.close());

  async function validate(name: string, text: string | Buffer, ...args: string[]) {
    await belt.write(name, text);
    return belt.works('validate-artifact', '--path', name, ...args);
  }
  async function refuse(name: string, text: string | Buffer, ...args: string[]) {
    await belt.write(name, text);
    return belt.fails('validate-artifact', '--path', name, ...args);
  }

  it('sends the file as the answer, with what it is and how it was checked', async () => {
    const text = 'print("hello")\n';
    const printed = await validate('hello.py', text, '--title', 'Greeting', '--notes', 'Run it with python3.');
    expect(printed['artifact']).to.deep.include({
      ...{ filename: 'hello.py', kind: 'python', path: 'hello.py', content_type: 'text/x-python' },
      ...{ size_bytes: 15, size_chars: 15, sha256: createHash('sha256').update(text).digest('hex') },
      validation_passed: true,
    });
    expect(printed['reply']).to.equal(
      [
        ...['**Greeting**', 'Run it with python3.', 'Validation: passed', '- not empty: 15 characters'],
        ...['- syntax: exit code 0', '```python', 'print("hello")', '```'],
      ].join('\n'),
    );
    expect(belt.result()).to.deep.equal({
      ...{ mode: 'artifact', reply: printed['reply'], artifacts: printed['artifacts'] },
    });
  });

  it('sends nothing that fails its checks, and says what failed', async () => {
    const { error, next, printed } = await refuse('bad.py', 'def f(:\n');
    expect(error).to.match(/^bad\.py failed its checks: syntax \(exit code 1: .*SyntaxError.*\)\.$/s);
    expect(next).to.equal('Correct the file, then call the command again. Nothing was sent.');
    expect((printed['checks'] as Check[]).map(({ name, passed }) => [name, passed])).to.deep.equal([
      ['not empty', true],
      ['syntax', false],
    ]);
    expect(belt.platform.state.results).to.deep.equal([]);
  });

  it('checks each kind in its own way', async () => {
    const good: readonly (readonly [string, string, string])[] = [
      ['a.js', 'export const a = 1;', 'javascript'],
      ['a.mjs', 'export const a = await 1;', 'javascript'],
      ['a.sh', 'if true; then echo yes; fi', 'bash'],
      ['a.json', '{"a": [1, 2]}', 'json'],
      ['a.html', '<!doctype html><HTML lang="en"><body class="x">hi</body></html>', 'html'],
      ['a.htm', '<html><body>hi</body></html>', 'html'],
      ['a.md', '# A\n\n```sh\nls\n```\n', 'markdown'],
      ['a.txt', 'words', 'text'],
      ['Makefile', 'all:', 'text'],
      ['a.yaml', 'a: 1', 'text'],
    ];
    for (const [name, text, kind] of good) {
      expect((await validate(name, text))['artifact'], name).to.include({ kind, validation_passed: true });
    }
    const bad: readonly (readonly [string, string, RegExp])[] = [
      ['b.mjs', 'export const = 1;', /syntax \(exit code 1: .*SyntaxError/s],
      ['b.sh', 'if true; then echo yes', /syntax \(exit code 2: .*unexpected/s],
      ['b.json', '{"a": 1,}', /parse \(.*JSON/],
      ['b.html', '<html><p>no body</p></html>', /structure \(has <html and <body\)/],
      ['b.md', 'before\n```sh\nls\n', /fences \(1 fence lines\)/],
      ['b.txt', ' \n\t\n', /not empty \(4 characters\)/],
      ['b.png', 'not really', /size \(10 bytes\)/],
    ];
    for (const [name, text, says] of bad) expect((await refuse(name, text)).error, name).to.match(says);
  });

  it('takes pictures and documents by their size and shows none of their bytes', async () => {
    for (const [name, kind, type] of [
      ['a.png', 'image', 'image/png'],
      ['A.JPG', 'image', 'image/jpeg'],
      ['a.gif', 'image', 'image/gif'],
      ['a.mp4', 'video', 'video/mp4'],
      ['a.webm', 'video', 'video/webm'],
      ['a.pdf', 'pdf', 'application/pdf'],
      ['a.docx', 'docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ] as const) {
      const printed = await validate(name, Buffer.alloc(1025, 1));
      expect(printed['artifact']).to.include({ kind, content_type: type, size_bytes: 1025, size_chars: null });
      expect(String(printed['reply']).split(`**${name}**`).at(-1)).to.not.include('```');
    }
    expect((await refuse('edge.pdf', Buffer.alloc(1024, 1))).error).to.include('size (1024 bytes)');
  });

  it('believes the caller about the kind', async () => {
    expect((await validate('data', '[1]', '--kind', 'json'))['artifact']).to.include({ kind: 'json' });
    expect((await refuse('data2', '[1', '--kind', 'json')).error).to.include('parse');
    expect((await refuse('data3', 'x', '--kind', 'exe')).error).to.match(/^--kind: /);
  });

  it('runs a program only when it is told to, without the token of the run, and stops one that does not end', async () => {
    const marks = 'import os, pathlib\npathlib.Path("ran").write_text("yes")\nprint(sorted(os.environ))\n';
    await validate('a.py', marks);
    expect(await stat(path.join(belt.cwd, 'ran')).catch(() => 'not run')).to.equal('not run');
    const { artifact } = await validate('a.py', marks, '--run');
    const ran = (artifact as { checks: Check[] }).checks.find(({ name }) => name === 'run');
    expect(ran?.detail)
      .to.match(/^exit code 0: .*'HOME'/)
      .and.not.include('OPSROOM');
    expect(await readFile(path.join(belt.cwd, 'ran'), 'utf8')).to.equal('yes');
    const { error } = await refuse('slow.mjs', 'setInterval(() => {}, 1000);', '--run', '--timeout', '1');
    expect(error).to.include('run (stopped after 1 s)');
    expect((await refuse('failing.py', 'raise SystemExit("no")', '--run')).error).to.include('run (exit code 1: no)');
  });

  it('shows a long text up to a limit, and says so', async () => {
    const printed = await validate('long.txt', 'x'.repeat(300), '--max-chars', '200');
    expect(printed['reply'])
      .to.include(`\n${'x'.repeat(200)}\n`)
      .and.include('(the first 200 of 300 characters)');
    expect((await refuse('long.txt', 'x', '--max-chars', '199')).error).to.match(/^--max-chars: /);
    expect((await refuse('long.txt', 'x', '--timeout', '61')).error).to.match(/^--timeout: /);
  });

  it('fences a text that has fences in it', async () => {
    const printed = await validate('a.md', '````\n```\ninner\n```\n````\n');
    expect(printed['reply'])
      .to.include('\n`````markdown\n````\n')
      .and.match(/\n`````$/);
  });

  it('sends all files of a turn together, each in its newest form', async () => {
    await validate('a.txt', 'first');
    await validate('b.txt', 'other');
    const printed = await validate('a.txt', 'second');
    expect(printed['artifacts']).to.have.length(2);
    expect(printed['reply']).to.include('other').and.include('second').and.not.include('first\n');
    expect((belt.result()['artifacts'] as { path: string }[]).map(({ path: name }) => name)).to.deep.equal([
      'b.txt',
      'a.txt',
    ]);
  });

  it('starts anew when what it remembers was tampered with', async () => {
    await validate('a.txt', 'first');
    await belt.write('.ops_chat/artifacts.json', '[{"artifact":{"path":7}}]');
    expect((await validate('b.txt', 'other'))['artifacts']).to.have.length(1);
  });

  it('takes no file from outside of the workspace, and no folder', async () => {
    await symlink('/etc/passwd', path.join(belt.cwd, 'passwd.txt'));
    for (const name of ['/etc/passwd', '../x', 'passwd.txt', 'none.txt', '.ops_chat'])
      expect((await belt.fails('validate-artifact', '--path', name)).error).to.match(/outside of|no file/);
    expect((await belt.fails('validate-artifact')).error).to.equal('--path is needed.');
  });
});
