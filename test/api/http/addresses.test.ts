import { expect } from 'chai';
import { z } from 'zod';
import { ok } from '../../../api/http/answer.js';
import { idParams, page } from '../../../api/http/fields.js';
import { defineRoute, type Access, type Route } from '../../../api/http/route.js';
import { smallApp, type SmallApp } from './smallApp.js';

const open: Access = { kind: 'signed-in', permission: 'things:read', agents: 'any' };

function says(method: Route['method'], path: string, params: z.ZodType = z.object({}).loose()): Route {
  return defineRoute({
    ...{ method, path, area: 'test', summary: path, access: open, params, answers: { 200: { description: 'It' } } },
    query: z.object(page(20, 100)).loose(),
    handle: ({ params: found, query }) => Promise.resolve(ok({ route: `${method} ${path}`, found, query })),
  });
}

describe('which route an address is', () => {
  let app: SmallApp;
  before(async () => {
    app = await smallApp([
      says('get', '/api/things'),
      says('post', '/api/things'),
      // In an order in which the first that fits would be the wrong one.
      says('get', '/api/things/{id}', idParams),
      says('get', '/api/things/latest'),
      says('post', '/api/things/{id}/notes', idParams),
      says('get', '/api/{area}/{id}/parts/{part}'),
      says('get', '/api/things/{id}/parts/all'),
      says('get', '/files/list.json'),
      says('delete', '/api/things/{id}', idParams),
    ]);
  });
  after(() => app.close());
  const routeOf = async (method: string, path: string): Promise<unknown> => {
    const { status, body } = await app.call(method, path);
    return status === 200 ? body['route'] : status;
  };
  const idOf = async (text: string): Promise<unknown> => {
    const { status, body } = await app.call('GET', `/api/things/${text}`);
    return status === 200 ? (body['found'] as { id: unknown }).id : status;
  };

  it('is the one with the most fixed words, in whatever order they were named', async () => {
    expect(await routeOf('GET', '/api/things/latest')).to.equal('get /api/things/latest');
    expect(await routeOf('GET', '/api/things/7')).to.equal('get /api/things/{id}');
    expect(await routeOf('GET', '/api/things/7/parts/all')).to.equal('get /api/things/{id}/parts/all');
    expect(await routeOf('GET', '/api/things/7/parts/3')).to.equal('get /api/{area}/{id}/parts/{part}');
  });

  it('is the same for each method that the address takes, and 405 for the others', async () => {
    expect(await routeOf('POST', '/api/things')).to.equal('post /api/things');
    expect(await routeOf('DELETE', '/api/things/7')).to.equal('delete /api/things/{id}');
    for (const method of ['PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
      const { status, headers, body } = await app.call(method, '/api/things');
      expect([status, headers.get('allow'), body['allowed']], method).to.deep.equal([
        405,
        'GET, HEAD, POST',
        ['GET', 'HEAD', 'POST'],
      ]);
    }
    const head = await app.call('HEAD', '/api/things/7/notes');
    expect([head.status, head.headers.get('allow'), head.text]).to.deep.equal([405, 'POST', '']);
  });

  it('is read in any case and with or without a slash at its end', async () => {
    for (const path of ['/API/Things', '/api/things/', '/api/things?x=1', '/api/things/?limit=5'])
      expect(await routeOf('GET', path), path).to.equal('get /api/things');
  });

  it('has a dot for a dot', async () => {
    expect(await routeOf('GET', '/files/list.json')).to.equal('get /files/list.json');
    expect(await routeOf('GET', '/files/listxjson')).to.equal(404);
    expect((await app.call('POST', '/files/listxjson')).status).to.equal(404);
  });

  it('has an id that is a whole number above zero, written in digits', async () => {
    for (const [text, id] of [
      ['7', 7],
      ['007', 7],
      ['%37', 7],
      ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ] as const)
      expect(await idOf(text), text).to.equal(id);
    for (const text of [
      ...['0', '-1', '+7', '1.0', '1e3', '0x10', '0b1', 'Infinity', 'NaN', 'null', 'true', 'seven', '７', '٧'],
      ...['9007199254740992', '99999999999999999999', '7;drop', '7%00', '7%2f', "7'", '[7]', '7,8'],
    ])
      expect(await idOf(encodeURI(text).replaceAll('%25', '%')), text).to.equal(404);
  });

  it('answers 404 to what cannot be decoded, and to what leads out of the tree', async () => {
    for (const path of [
      '/api/things/%',
      '/api/things/%E0%A4%A',
      '/api/things/%ff',
      '//api/things',
      '/api//things',
      '/api/things/7/../8',
    ])
      expect(await routeOf('GET', path), path).to.be.oneOf([404, 'get /api/things/{id}']);
    for (const path of ['/api/things/%', '/api/things/%E0%A4%A']) {
      const { status, body } = await app.call('GET', path);
      expect([status, body['error']], path).to.deep.equal([404, 'not_found']);
    }
    expect(app.logged.join('')).to.not.contain('a request failed');
  });

  it('takes numbers of the query as text, and refuses what is no number or too many', async () => {
    const query = async (text: string): Promise<unknown> => {
      const { status, body } = await app.call('GET', `/api/things?${text}`);
      return status === 200 ? body['query'] : (body['errors'] as { path: string }[]).map(({ path }) => path);
    };
    expect(await query('')).to.deep.equal({ limit: 20, offset: 0 });
    expect(await query('limit=100&offset=1000000')).to.deep.equal({ limit: 100, offset: 1_000_000 });
    expect(await query('limit=5&unknown=x')).to.deep.equal({ limit: 5, offset: 0, unknown: 'x' });
    for (const text of ['limit=101', 'limit=0', 'limit=', 'limit=1&limit=2', 'limit=ten', 'limit=1.5'])
      expect(await query(text), text).to.deep.equal(['query.limit']);
    expect(await query('limit=0&offset=-1')).to.deep.equal(['query.limit', 'query.offset']);
    expect(await query('offset=1000001')).to.deep.equal(['query.offset']);
  });

  it('OPTIONS says what an address takes, and 404 where there is none', async () => {
    const there = await app.call('OPTIONS', '/api/things/7');
    expect([there.status, there.headers.get('allow'), there.text]).to.deep.equal([204, 'DELETE, GET, HEAD', '']);
    expect((await app.call('OPTIONS', '/api/nothing')).status).to.equal(404);
  });
});
