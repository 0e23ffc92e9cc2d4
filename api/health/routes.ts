import { z } from 'zod';
import type { MatrixHealth } from '../chat/index.js';
import type { Database } from '../db/index.js';
import { ok } from '../http/answer.js';
import { defineRoute, type Route } from '../http/route.js';
import { runChecks } from './checks.js';
import { openMetrics } from './metrics.js';

const area = 'health';
const readiness = z.object({
  status: z.enum(['ready', 'not_ready']),
  version: z.string(),
  checks: z.record(z.string(), z.object({ status: z.string() }).loose()),
});

export type HealthRoutes = {
  readonly db: Database;
  readonly version: string;
  matrixHealth: () => Promise<MatrixHealth>;
};

function health({ version }: HealthRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/health',
    area,
    summary: 'Whether this process answers. Says nothing else, because everybody may ask.',
    access: { kind: 'public' },
    answers: { 200: { description: 'It does', schema: z.object({ status: z.literal('ok'), version: z.string() }) } },
    handle: () => Promise.resolve(ok({ status: 'ok', version })),
  });
}

function ready({ db, version, matrixHealth }: HealthRoutes): Route {
  return defineRoute({
    method: 'get',
    path: '/health/ready',
    area,
    summary:
      'Whether the installation works: database, migrations, runners, Matrix, outbox. 503 when one of them is down.',
    access: { kind: 'signed-in', permission: 'health:read', agents: 'never' },
    answers: {
      200: { description: 'All of it stands', schema: readiness },
      503: { description: 'Something is down', schema: readiness },
    },
    async handle() {
      const checks = await runChecks(db, matrixHealth);
      const down = Object.values(checks).some(({ status }) => status === 'down');
      return ok({ status: down ? 'not_ready' : 'ready', version, checks }, down ? 503 : 200);
    },
  });
}

function metrics({ db }: HealthRoutes): Route {
  const registry = openMetrics(db);
  return defineRoute({
    method: 'get',
    path: '/metrics',
    area,
    summary: 'Metrics for Prometheus: this process, and the work of the installation by state.',
    access: { kind: 'signed-in', permission: 'health:read', agents: 'never' },
    answers: { 200: { description: 'Metrics', type: 'text/plain' } },
    async handle() {
      return { status: 200, body: await registry.metrics(), headers: { 'content-type': registry.contentType } };
    },
  });
}

export function healthRoutes(options: HealthRoutes): Route[] {
  return [health(options), ready(options), metrics(options)];
}
