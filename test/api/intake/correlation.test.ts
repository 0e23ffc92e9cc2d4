import { expect } from 'chai';
import { tokensOf } from '../../../api/intake/tokensOf.js';
import { numberIn, startTestApi, type Fields, type TestApi, type Who } from '../../support/api.js';
import { fileTicket, startTurn } from '../../support/runs.js';
import { becomes } from '../tickets/officePeople.js';

describe('the words by which others like a request are found', () => {
  it('are eight at most, of four letters or more, each once, as programs write them', () => {
    expect(tokensOf('VPN down', 'Host web-1.example.org: /var/log full, ask ana@example.org!')).to.deep.equal([
      ...['down', 'host', 'web-1.example.org', '/var/log', 'full', 'ana@example.org'],
    ]);
    expect(tokensOf('disk disk', 'Disk DISK')).to.deep.equal(['disk']);
    expect(tokensOf('', 'one0 two0 three four five six0 seven eight nine')).to.have.length(8);
    expect(tokensOf('ação não', '.... ---- ä ö ü 日本語')).to.deep.equal([]);
    expect(tokensOf('', '')).to.deep.equal([]);
  });
});

describe('what is known about a request already', () => {
  let api: TestApi;
  before(async () => {
    api = await startTestApi();
    await becomes(api, 'cy', { roles: ['analyst'], groups: ['Network Operations'] });
  });
  after(() => api?.stop());

  const ask = async (fields: Fields, as: Who = 'admin', what = 'classify'): Promise<Fields> =>
    (await api.call(as, 'POST', `/api/intake/${what}`, fields)).body['classification'] as Fields;
  const relatedTo = async (message: string, as: Who = 'admin'): Promise<Fields[]> =>
    (await ask({ message }, as))['related_tickets'] as Fields[];
  const idsOf = (found: readonly Fields[]): unknown[] => found.map(({ id }) => id);
  const article = async (fields: {
    title: string;
    body?: string;
    tags?: string[];
    enabled?: boolean;
  }): Promise<number> => {
    const { title, body = '', tags = [], enabled = true } = fields;
    const { rows } = await api.db.query<{ id: number }>(
      'insert into knowledge_articles (title, body, tags, enabled) values ($1, $2, $3, $4) returning id',
      [title, body, JSON.stringify(tags), enabled],
    );
    return rows[0]?.id ?? 0;
  };

  it('is tickets in whose title or description one of its words stands, with what one needs to find them', async () => {
    const titled = await fileTicket(api, 'service', { title: 'The walrus gateway is slow' });
    const described = await fileTicket(api, 'service', { title: 'Slow', description: 'It is the WALRUS again' });
    await fileTicket(api, 'service', { title: 'A chair' });
    const found = await relatedTo('walrus timeout');
    expect(idsOf(found)).to.deep.equal([described, titled]);
    expect(found[0]).to.have.all.keys([
      ...['id', 'itop_ref', 'itop_class', 'title', 'status', 'provider', 'provider_ref', 'updated_at'],
    ]);
  });

  it('is eight tickets at most, those with the most of its words first', async () => {
    for (let at = 0; at < 9; at += 1) await fileTicket(api, 'service', { title: `narwhal ${at}` });
    const best = await fileTicket(api, 'service', { title: 'narwhal scanner of the lobby' });
    await fileTicket(api, 'service', { title: 'narwhal once more' });
    const found = await relatedTo('the narwhal scanner stopped');
    expect(found).to.have.length(8);
    expect(found[0]?.['id']).to.equal(best);
  });

  it('is nothing that the caller may not see: of other groups, of higher secrecy, of other people', async () => {
    const theirs = await fileTicket(api, 'service', { title: 'ocelot link', owning_group: 'Network Operations' });
    await fileTicket(api, 'service', { title: 'ocelot mail', owning_group: 'Email Operations' });
    await fileTicket(api, 'service', {
      ...{ title: 'ocelot secret', owning_group: 'Network Operations', security_classification: 'secret' },
    });
    expect(await relatedTo('ocelot')).to.have.length(3);
    for (const what of ['classify', 'clarify'])
      expect(idsOf((await ask({ message: 'ocelot' }, 'cy', what))['related_tickets'] as Fields[])).to.deep.equal([
        theirs,
      ]);
    const turn = await startTurn(api, 'ana', 'The ocelot of my floor');
    const filed = await api.call({ token: turn.token }, 'POST', '/api/tickets', { title: 'My ocelot' });
    expect(idsOf(await relatedTo('ocelot', { token: turn.token }))).to.deep.equal([numberIn(filed.body, 'id')]);
  });

  it('takes no word for a pattern', async () => {
    await fileTicket(api, 'service', { title: 'percent' });
    for (const message of ['____', '%%%%', '....', "';--'"]) expect(await relatedTo(message)).to.deep.equal([]);
  });

  it('is articles: those with its words first, then those of the tags of its rule, none that is switched off', async () => {
    const worded = await article({ title: 'Pangolin filter', body: 'How to reset it' });
    const inBody = await article({ title: 'Filters', body: 'The pangolin is one of them' });
    const tagged = await article({ title: 'First steps', tags: ['phishing'] });
    await article({ title: 'Pangolin of old', enabled: false });
    await article({ title: 'Something else', tags: ['chairs'] });
    const found = (await ask({ message: 'phishing mail about a pangolin' }))['knowledge_articles'] as Fields[];
    expect(idsOf(found)).to.have.members([worded, inBody, tagged]);
    expect(found.at(-1))
      .to.include({ id: tagged })
      .and.have.all.keys([...['id', 'title', 'category', 'source', 'tags', 'updated_at']]);
  });

  it('is in the classification that a submission keeps', async () => {
    const { body } = await api.call('admin', 'POST', '/api/intake/submit', { message: 'walrus' });
    expect(((body['classification'] as Fields)['related_tickets'] as Fields[]).length).to.equal(2);
  });
});
