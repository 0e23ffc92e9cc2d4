import { onlyCreates, type Provider } from './port.js';

const classes = ['Incident', 'UserRequest', 'RoutineChange', 'NormalChange', 'EmergencyChange'] as const;

/** A ticket that is here and nowhere else: always possible, and nobody has to be told of anything. */
export const localProvider: Provider = {
  ...onlyCreates,
  name: 'local',
  label: 'Local',
  ticketClasses: classes,
  configured: true,
  takes: [],
  create: () => Promise.resolve({ kind: 'not_supported' }),
};
