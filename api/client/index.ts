export { createClient } from './createClient.js';
export type { AnswerOf, Client, PathOf, Problem, RequestTo, Result } from './createClient.js';
