/** What a person or a program may mend: told in words, with the HTTP status that fits. Everything else is a fault. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, words: string, status = 422) {
    super(words);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
  }
}
