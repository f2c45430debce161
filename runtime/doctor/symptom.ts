/** One thing that was looked at, how it is, and what to do where it is not well. */
export type Symptom = {
  about: string;
  state: 'good' | 'warn' | 'bad';
  says: string;
  act?: string;
};

export const good = (about: string, says: string): Symptom => ({ about, state: 'good', says });
export const warn = (about: string, says: string, act: string): Symptom => ({
  ...{ about, state: 'warn', says, act },
});
export const bad = (about: string, says: string, act: string): Symptom => ({
  ...{ about, state: 'bad', says, act },
});
