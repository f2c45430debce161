/** What a person or a program may mend: told in words, with the HTTP status that fits. Everything else is a fault. */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 422) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = status;
  }
}
