import type { AlertRule } from './rules.ts';

/** Something that holds now, and of which people are to know. */
export type Finding = {
  rule: AlertRule;
  /** What it is about, within its rule: one alert at a time is open of it. */
  subject: string;
  summary: string;
  /** The page of the console to look at. */
  path: string;
};
