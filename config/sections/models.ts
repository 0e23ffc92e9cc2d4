import { z } from 'zod';
import { httpUrl, secret } from '../fields.js';

export const modelsSection = z
  .strictObject({
    anthropic_api_key: secret().optional().describe('Key for the Anthropic API.'),
    anthropic_auth_token: secret().optional().describe('Bearer token for a gateway that speaks the Anthropic API.'),
    anthropic_base_url: httpUrl().optional().describe('Address of such a gateway.'),
    openai_api_key: secret().optional().describe('Key for an API of the OpenAI kind.'),
    openai_base_url: httpUrl().optional().describe('Address of an API of the OpenAI kind.'),
    codex_auth_mode: z
      .enum(['auto', 'proxy', 'api', 'oauth'])
      .default('auto')
      .describe('Codex: "proxy" by base URL and key, "api" by key, "oauth" by its own sign-in, "auto" by what is set.'),
  })
  .describe('Access to models. Only the harness that needs one of these gets it, and only that one.');
