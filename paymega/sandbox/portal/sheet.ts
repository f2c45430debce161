/** A cell as a portal knows it, before a dialect writes it. */
export type Cell =
  | string
  | null
  | { minor: bigint; exponent: number }
  /** Unix seconds. */
  | { at: number }
  | { day: string };

/** A file of the portal before a dialect writes it. */
export type Sheet = {
  titles: string[];
  header: string[];
  rows: Cell[][];
};
