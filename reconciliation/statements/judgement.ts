import type { StatementLine } from './matched-lines.ts';

/** One thing that the statements show of an invoice. */
export type Judgement = {
  kind: 'missing_in_statement' | 'only_in_statement' | 'statement_differs';
  /** What differs, or what is missing, by name. */
  fields: string[];
  /** The lines that it is about; none where one is missing. */
  lines: StatementLine[];
  currency: string;
  atRisk: bigint;
  /** The first pair of figures that differ, or the figure that one side alone has. */
  ours: { words: string } | { minor: bigint } | null;
  theirs: { words: string } | { minor: bigint } | null;
};

/** One field that differs, or is missing. */
export type Found = Omit<Judgement, 'kind' | 'fields'> & { field: string };
