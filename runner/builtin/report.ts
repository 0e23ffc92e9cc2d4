/** Says what is being done, for the run's log: the name of the toolbelt's command and a few words. */
export type Report = (name: string, summary: string) => void;
