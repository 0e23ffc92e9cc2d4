export { isPublicAddress } from './importUrl/publicAddress.js';
export type { Article } from './contract.js';
export { theInternet, type Network } from './importUrl/network.js';
export { knowledgeRoutes } from './routes.js';
export { lockArticle, readArticle } from './sql/readArticle.js';
export { createArticle, updateArticle } from './writeArticle.js';
export type { ArticleChange, NewArticle } from './writeArticle.js';
