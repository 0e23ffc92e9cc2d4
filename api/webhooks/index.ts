export { addressRulesOf } from './addressRules.js';
export { webhookRoutes } from './routes.js';
export { startSender, type Sender } from './sender.js';
export { forgetDeliveries } from './sql/deliveryRows.js';
