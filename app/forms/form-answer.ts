/** What an act made; `secrets` are shown this once, with the words as their title. */
export type Done = { message: string; secrets?: readonly string[] | undefined };

/** What is wrong with a form, and what was typed into it. */
export type Wrong = {
  /** What is wrong with all of it; null where each error stands at its field. */
  message: string | null;
  /** By the name of the field, in the order of the form. */
  errors: Readonly<Record<string, string>>;
  /** What was typed, by the name of the field: never what is secret. */
  typed: Readonly<Record<string, readonly string[]>>;
};

/** What an action answers whose page shows what came of it. */
export type FormAnswer = { done: Done | null; wrong: Wrong | null };
