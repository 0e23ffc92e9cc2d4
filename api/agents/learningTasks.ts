/** Work about a ticket rather than on it: also of one that is over, and no workflow tells how (contract 7.2, 7.13). */
export const learningTasks: readonly string[] = ['postmortem', 'workflow_build'];
