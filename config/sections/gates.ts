import { z } from 'zod';
import { duration, text } from '../fields.js';

const aMinute = 60;
const aMonth = 30 * 86_400;

const timeToDecide = z
  .strictObject({
    low: duration(aMinute, aMonth).prefault('24h').describe('For low risk.'),
    medium: duration(aMinute, aMonth).prefault('8h').describe('For medium risk.'),
    high: duration(aMinute, aMonth).prefault('1h').describe('For high risk, and where the risk is not known.'),
    critical: duration(aMinute, aMonth).prefault('15m').describe('For critical risk.'),
  })
  .describe('How long people have to decide, by risk. A policy may say otherwise.');

export const gatesSection = z
  .strictObject({
    ttl: timeToDecide.prefault({}),
    execution_window: duration(aMinute, 86_400)
      .prefault('15m')
      .describe('How long after the decision an approved plan may still start; after that it needs a new gate.'),
    policies: text()
      .optional()
      .describe('File with your own gate policies. When not set: the shipped ones, config/data/policies.yaml.'),
    demo_auto_approval: z
      .boolean()
      .default(false)
      .describe(
        'TEST ONLY: the service token may approve. Refused outside environment "test" and off loopback. No effect yet.',
      ),
  })
  .describe('Gates: what people must approve, and how long they have.');
